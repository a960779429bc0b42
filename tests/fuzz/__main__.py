"""Fuzz the readers of imports: `python -m tests.fuzz MINUTES [--seed N] [--keep FOLDER] [--random]`.

By coverage with atheris: a change that reaches a new line of the readers is kept and changed further. With `--random`,
or where atheris is not installed, by chance alone. A file that breaks a promise is kept, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import os
import random
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
parser.add_argument("minutes", type=float, help="how long")
parser.add_argument("--seed", type=int, default=1, help="where chance starts; the same seed is the same run")
parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="where files are put that break a promise")
parser.add_argument("--random", action="store_true", help="by chance alone, without looking at coverage")


def main(arguments: list[str] | None = None) -> int:
    """Run for the minutes asked. Gives the exit status."""
    chosen = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # the parsers' remarks
    if not chosen.random:
        try:
            return _by_coverage(chosen)
        except ImportError:
            print("atheris is not installed: by chance alone")
    return _by_chance(chosen)


def _by_chance(chosen: argparse.Namespace) -> int:
    from tests.fuzz.changes import damaged
    from tests.fuzz.seeds import seeds

    chance = random.Random(chosen.seed)
    good = list(seeds().values())
    end = time.monotonic() + chosen.minutes * 60
    came: Counter[str] = Counter()
    while time.monotonic() < end:
        came[_tried(damaged(chance.choice(good), chance, good), chosen.keep)] += 1
    return _told(came)


def _by_coverage(chosen: argparse.Namespace) -> int:
    import atheris

    with atheris.instrument_imports(include=["services.outputs", "openpyxl", "rispy", "bibtexparser"]):
        from services.outputs.importers import reading  # noqa: F401
    from tests.fuzz.changes import damaged
    from tests.fuzz.seeds import seeds

    good = list(seeds().values())
    came: Counter[str] = Counter()
    end = time.monotonic() + chosen.minutes * 60

    def one(content: bytes) -> None:
        came[_tried(content, chosen.keep)] += 1
        if time.monotonic() > end:
            status = _told(came)
            sys.stdout.flush()
            os._exit(status)  # libFuzzer takes any other way out for a crash

    def change(content: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        start = content if len(content) > 8 and chance.random() < 0.8 else chance.choice(good)
        return damaged(start, chance, good)[:most]

    corpus = chosen.keep / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, content in seeds().items():
        (corpus / name).write_bytes(content)
    options = ["fuzz", f"-seed={chosen.seed}", "-max_len=1048576", "-rss_limit_mb=3000", "-timeout=60", "-verbosity=0",
               f"-artifact_prefix={chosen.keep}/", str(corpus)]  # fmt: skip
    atheris.Setup(options, one, custom_mutator=change)
    atheris.Fuzz()
    return _told(came)


def _tried(content: bytes, keep: Path) -> str:
    from tests.fuzz.holds import check

    try:
        return check(content)
    except Exception:  # noqa: BLE001  (whatever it is, it was found)
        keep.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(content).hexdigest()[:16]
        (keep / name).write_bytes(content)
        (keep / f"{name}.txt").write_text(traceback.format_exc(), encoding="utf-8")
        return "BROKEN"


def _told(came: Counter[str]) -> int:
    print(f"{came.total():,} files: " + ", ".join(f"{count:,} {what}" for what, count in came.most_common()))
    return 1 if came["BROKEN"] else 0


if __name__ == "__main__":
    sys.exit(main())
