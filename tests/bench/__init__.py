"""Measures Ovation against something that stands beside it in the same run; only ratios mean anything."""
