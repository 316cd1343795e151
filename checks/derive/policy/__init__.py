"""Effective Group Policy: which objects reach whom, and what that comes to."""
