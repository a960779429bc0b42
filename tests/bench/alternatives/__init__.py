"""What else one could use, doing as little as it can: the yardsticks."""
