"""What Veeam Backup & Replication says of its jobs, in each form that it gives it."""
