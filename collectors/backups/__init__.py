"""Backup products: what their reports say of each job, one reader a product."""
