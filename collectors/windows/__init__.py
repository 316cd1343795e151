"""Windows hosts: one readable script, and what its answer says."""
