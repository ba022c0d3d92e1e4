"""Nostr."""
