"""A first configuration: what was answered, as a document, as text, and on disk."""
