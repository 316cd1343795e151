"""How servers and workstations are reached: over SSH, on this machine, or by what they drop."""
