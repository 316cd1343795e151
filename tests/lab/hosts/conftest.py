"""The hosts' fixtures, for this folder."""

from tests.lab.hosts.fixtures import hostile_hosts, linux_hosts

__all__ = ["hostile_hosts", "linux_hosts"]
