"""Files of records that this service takes in. What a job is, and how it goes on after a crash: `shared.imports`."""
