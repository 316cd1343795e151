"""The only speakers to targets: directories, files, hosts."""
