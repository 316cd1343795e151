"""Where backups sleep, as the configuration declares it."""
