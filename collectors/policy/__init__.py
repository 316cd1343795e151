"""Group Policy: its files, and what the directory says of each object."""
