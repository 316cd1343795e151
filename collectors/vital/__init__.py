"""What the hospital says it cannot do without."""
