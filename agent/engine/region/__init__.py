"""Several hospitals: their bundles taken in, verified, and filed without a name."""
