"""Fixtures that several folders of tests use."""

from tests.lab.fixtures import labelled_hospital, samba
from tests.lab.postgresql import postgres, store_url

__all__ = ["labelled_hospital", "postgres", "samba", "store_url"]
