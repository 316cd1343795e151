"""Catalogues of backup products, asked on the host that holds them: one script a product."""
