"""What starts itself."""
