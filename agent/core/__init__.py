"""The vocabulary that every other package speaks; standard library only."""
