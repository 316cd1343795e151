"""One module a product: pure text or JSON to reports of jobs."""
