"""Applications' own lists of users: payroll, patient record, remote access."""
