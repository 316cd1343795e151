"""Places of the hospital, as the configuration declares them."""
