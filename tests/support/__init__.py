"""What tests stand on: real data, real servers, a real browser."""
