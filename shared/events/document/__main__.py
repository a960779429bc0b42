"""Write docs/events.md, docs/asyncapi.yaml and docs/schemas/events/ from the event classes."""

from __future__ import annotations

import sys

from shared.events.document import write

if __name__ == "__main__":
    changed = write()
    sys.stdout.write("".join(f"wrote {name}\n" for name in changed) or "nothing was stale\n")
