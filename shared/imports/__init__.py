"""Imports: files of records taken in by jobs, in batches, once. The same for every service that imports.

A service that imports has `ImportWorker(...)` as a class attribute, answers `start_import` and `import_job` with
`jobs.start` and `jobs.show`, makes the tables in a migration with `jobs.create_tables()`, and brings an `Importer` per
kind of file. Not for reading any particular format: that is the importer's own business.
"""
