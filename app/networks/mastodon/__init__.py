"""Mastodon and all of the fediverse."""
