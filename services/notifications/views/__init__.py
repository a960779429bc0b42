"""The reads of notifications, as SQL."""
