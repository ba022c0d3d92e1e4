"""Longshore 2026, the fictional event that `ovation demo` plays: every person and every word of it is invented."""
