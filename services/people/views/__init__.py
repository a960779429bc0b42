"""The reads of people, as SQL. They change nothing and record nothing."""
