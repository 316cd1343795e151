"""Linux hosts: what their configuration promises to keep."""
