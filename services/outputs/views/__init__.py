"""The reads of outputs, as SQL. They change nothing and record nothing."""
