"""All that we know of each network; a network never imports another, `registry` and `archive` know them all."""
