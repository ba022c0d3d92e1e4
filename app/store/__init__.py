"""Everything that Ovation remembers: tables, the unit of work, one module per noun, rows <-> domain."""
