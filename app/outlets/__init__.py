"""Everything that goes out: pages, frames, files."""
