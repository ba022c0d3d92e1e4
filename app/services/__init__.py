"""Use cases: the only code that joins rooms."""
