"""Fixtures that several folders of tests use."""

from tests.lab.fixtures import labelled_hospital, samba

__all__ = ["labelled_hospital", "samba"]
