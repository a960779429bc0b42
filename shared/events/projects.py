"""Facts that the projects service records. People are `person_id` only; free text is by reference."""
