"""The register of documents: what the hospital says of each, and its file."""
