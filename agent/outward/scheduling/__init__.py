"""The host's own scheduler: what it is told to run, and when; preuve stays no daemon."""
