"""For CISO Assistant: an audit of its own framework, and the library that brings the framework.

Its importer updates requirements that a framework holds; the ten questions are in none of those it
ships. The library is loaded once, the table at each audit.
"""

from reports.ciso_assistant.audit import render

__all__ = ["render"]
