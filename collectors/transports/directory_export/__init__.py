"""A directory as somebody exported it to a file: LDIF, csvde's or PowerShell's table."""

from collectors.transports.directory_export.session import open_export

__all__ = ["open_export"]
