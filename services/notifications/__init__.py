"""Tells people what concerns them, once. See README.md."""
