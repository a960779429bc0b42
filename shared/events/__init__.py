"""The language of the system: one module per owning service, one class per event type.

A fact is declared once, here, and from that come validation, the catalogue (docs/events.md), AsyncAPI and JSON Schemas.
Not for commands: those are imperatives and live in `shared.calls`.
"""

# whoever imports any part of the language has all of it, so that the registry is always whole
from shared.events import catalogue as catalogue
