"""Facts that the notifications service records. People are `person_id` only; free text is by reference."""
