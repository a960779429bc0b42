"""What must hold of any file at all, whatever is in it."""

from __future__ import annotations

import time

from services.outputs.importers import reading
from services.outputs.importers.reading import _from_json
from services.outputs.importers.work import Refused, Remark, Unreadable, Work

#: seconds that a small file may take, however it is made; a loaded machine is slow
LONGEST = 20.0


def check(content: bytes) -> str:
    """Read a file as the reading process does. Gives what came of it; AssertionError when a promise is broken."""
    import orjson

    began = time.monotonic()
    try:
        found = list(reading.works(content))
    except Unreadable as error:
        sentence = str(error)
        assert sentence.endswith(".") and "\n" not in sentence, sentence
        assert len(sentence) < 2000, sentence
        return "refused"
    finally:
        assert time.monotonic() - began < LONGEST, "it took too long"
    for each in found:
        assert isinstance(each, Work | Refused | Remark)
        assert _from_json(orjson.dumps(each)) == each, each
        if isinstance(each, Work):
            _sound(each)
        elif isinstance(each, Refused):
            assert each.row >= 1 and each.message, each
    return "read" if any(isinstance(each, Work) for each in found) else "refused by row"


def _sound(work: Work) -> None:
    assert work.row >= 1 and 0 < len(work.title) <= 2000, work
    assert "\x00" not in str(work), work
    assert not work.url or work.url.startswith(("http://", "https://")), work
    assert all(key.partition(":")[2] for key in work.keys), work
