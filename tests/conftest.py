"""Fixtures that several folders of tests use."""

from tests.lab.fixtures import samba

__all__ = ["samba"]
