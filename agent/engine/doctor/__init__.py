"""Tries what a configuration names, with the least that each needs, and writes nothing anywhere."""
