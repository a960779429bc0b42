"""The use cases of outputs: each takes the session, changes rows, records facts, gives JSON."""
