"""Derivations: pure functions that yield facts from facts."""
