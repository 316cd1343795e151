"""Systems and the days their security updates end, from a dated table."""
