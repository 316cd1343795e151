"""The guide as data: questions, thresholds, verdict table."""
