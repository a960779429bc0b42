"""Outputs of every type, their publication and what they are attributed to. See README.md."""
