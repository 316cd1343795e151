"""Inventories that are handed over: what a hospital owns, and which machine runs on which host."""
