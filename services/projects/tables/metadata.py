"""One namespace for all tables of the service, so that a foreign key finds its table by name."""

from __future__ import annotations

from sqlalchemy import MetaData

from shared.words import texts

metadata = MetaData()
texts.to_metadata(metadata)
