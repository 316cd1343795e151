"""Checks: pure functions of facts, settings and the evaluation date."""

DISTRIBUTION = "preuve"
