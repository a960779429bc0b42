"""Reads works from files of others: BibTeX, RIS, Crossref JSON. One adapter per format, all giving the same record."""
