"""Everything about queues, acknowledgements, retries and delivery. Knows nothing of the domain."""
