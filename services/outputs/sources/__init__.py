"""Public registries of works, asked by identifier: Crossref, DataCite, Europe PMC, ORCID. Off by default.

A source turns the reply of one registry into `Work`s, the record that files are read into as well. Not for deciding
what is an output of a programme: what a source says waits as a proposal until a person claims it.
"""
