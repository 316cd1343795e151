"""`preuve fleet`: stub."""
