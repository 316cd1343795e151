"""What a region sees of its hospitals, and what each of them sees of itself among the others."""
