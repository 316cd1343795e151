"""Collectors: read-only functions that turn what a source says into facts."""

DISTRIBUTION = "preuve"
