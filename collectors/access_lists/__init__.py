"""Access lists in the forms that systems write them: each is read into the same entries."""
