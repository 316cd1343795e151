"""A run end to end: plan, collect, derive, judge."""
