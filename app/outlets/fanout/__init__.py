"""What carries a frame to ten thousand viewers: it is built once, and written to sockets without a task between."""
