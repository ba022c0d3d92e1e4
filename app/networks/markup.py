"""HTML that somebody else wrote, as the plain text that it says."""
