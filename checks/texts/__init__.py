"""Words of questions, checks and reasons, in French and in English, as data."""
