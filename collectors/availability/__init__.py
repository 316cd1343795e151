"""Services that count, and what supervision tools and lists of tickets tell of their outages."""
