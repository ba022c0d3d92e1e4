"""X, once called Twitter."""
