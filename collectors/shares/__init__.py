"""Folders that hold sensitive data: where they are configured, and their rights read."""
