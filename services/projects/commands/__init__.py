"""The use cases of projects, a module per concept: each takes the session, changes rows, records facts, gives ids."""
