"""How one process wakes another."""
