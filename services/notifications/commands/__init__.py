"""The use cases of notifications: learn from facts, write intents, settle each step of sending."""
