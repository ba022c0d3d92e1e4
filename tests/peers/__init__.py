"""Real servers from registries: `python -m tests.peers.setup` installs them, `make test-peers` tests against them."""
