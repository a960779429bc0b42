"""The use cases of people, a module per concept: each takes the session, changes rows, records facts, gives JSON."""
