"""The same person in several hospitals, seen once: tokens under a key of the group, and no name."""
