"""Rolls of persons."""
