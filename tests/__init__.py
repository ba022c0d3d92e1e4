"""Tests; a package only so that `tests.support` can be imported by its whole name."""
