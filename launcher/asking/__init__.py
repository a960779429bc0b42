"""Asking a running suite for anything it can do, from its own description: `./waymark do` and `./waymark ask`."""
