"""What `preuve doctor` says: trials, the ladder of rights, the notice before a first scan."""
