"""What is asked for: five-line handlers."""
