"""What every service stands on: messages, databases, time, and, in `events` and `calls`, the words they share."""
