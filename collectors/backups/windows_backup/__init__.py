"""What Windows Server Backup says of its backups, in each form that it gives it."""
