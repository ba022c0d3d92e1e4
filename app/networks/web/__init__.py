"""Our own thanks page."""
