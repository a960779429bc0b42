"""Whatever is sent: works, refusals and remarks, or one sentence. `python -m tests.fuzz MINUTES` looks for longer."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.outputs.importers import reading
from services.outputs.importers.work import Unreadable, Work
from tests.fuzz import __main__ as driver
from tests.fuzz.changes import PIECES, damaged
from tests.fuzz.holds import check
from tests.fuzz.seeds import seeds
from tests.workbooks import PUBLICATIONS_2022, publication, workbook


@pytest.mark.parametrize("name", seeds())
def test_every_good_file_is_read_or_has_nothing_in_it(name: str) -> None:
    assert check(seeds()[name]) == ("refused" if name == "template.xlsx" else "read")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32))
def test_a_good_file_damaged_in_a_few_places_breaks_no_promise(seed: int) -> None:
    chance = random.Random(seed)
    good = list(seeds().values())
    check(damaged(chance.choice(good), chance, good))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"Type,Title\n", b"Award Reference,id,Type*\n", b"["]),
    st.binary(max_size=400),
)
def test_no_bytes_at_all_break_it_after_any_beginning(start: bytes, content: bytes) -> None:
    check(start + content)


CELL = st.one_of(
    st.text(max_size=30), st.sampled_from([piece.decode("latin-1") for piece in PIECES]), st.integers(), st.booleans(),
    st.none(), st.floats(allow_nan=False, allow_infinity=False),
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(PUBLICATIONS_2022), CELL, max_size=6))
def test_no_cell_of_a_researchfish_row_breaks_it(cells: dict[str, object]) -> None:
    # a text that begins as a formula is one: xlsxwriter writes it so, as a spreadsheet would
    good = dict(zip(PUBLICATIONS_2022, publication("HDR-1", "5e6a27b6e5cc89.33826613", "Homes"), strict=True))
    row = [(good | cells)[heading] for heading in PUBLICATIONS_2022]
    check(workbook({"Publications": [PUBLICATIONS_2022, row]}))


def test_a_workbook_is_read_in_a_process_of_its_own_and_comes_back_the_same() -> None:
    content = seeds()["researchfish.xlsx"]
    assert list(reading.separately(content)) == list(reading.works(content))


def test_a_workbook_that_needs_more_memory_than_it_may_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    greedy = (
        "import resource, sys; sys.stdin.buffer.read(); resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28));"
        "bytearray(1 << 30)"
    )
    monkeypatch.setattr(reading, "COMMAND", [reading.COMMAND[0], "-c", greedy])
    with pytest.raises(Unreadable, match="more memory than it may"):
        reading.separately(seeds()["researchfish.xlsx"])


def test_the_driver_keeps_what_breaks_a_promise(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    def broken(content: bytes) -> list[Work]:
        raise KeyError(content[:1])

    monkeypatch.setattr(reading, "works", broken)
    assert driver.main(["0.002", "--random", "--keep", str(tmp_path)]) == 1
    assert any("KeyError" in each.read_text() for each in tmp_path.glob("*.txt"))
    monkeypatch.undo()
    assert driver.main(["0.002", "--random", "--keep", str(tmp_path / "none")]) == 0
    assert not (tmp_path / "none").exists()
