"""The reads of projects, as SQL. They change nothing and record nothing."""
