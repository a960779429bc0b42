"""One line of the bench's table: ours, the alternative beside it in the same run, and whether the target is met."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """`ours` and `theirs` in `unit`; the target is a floor for rates and a ceiling for times, as `met` says."""

    row: str
    what: str
    ours: float
    unit: str
    target: str
    met: bool
    alternative: str = ""
    theirs: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better than the alternative ours is: more of a rate, less of a time."""
        if not self.theirs or not self.ours:
            return None
        return self.theirs / self.ours if self.target.startswith(("<", "≤")) else self.ours / self.theirs

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio and round(self.ratio, 2)}


def table(results: list[Result]) -> str:
    """The results as text, a line each."""
    head = ("what", "ours", "target", "", "beside", "theirs", "ratio")
    lines = [
        (
            r.what,
            f"{_figure(r.ours)} {r.unit}",
            r.target,
            "met" if r.met else "NOT MET",
            r.alternative,
            f"{_figure(r.theirs)} {r.unit}" if r.theirs is not None else "",
            f"{r.ratio:.1f} ×" if r.ratio else "",
        )
        for r in results
    ]
    widths = [max(len(line[n]) for line in [head, *lines]) for n in range(len(head))]

    def spaced(line: tuple[str, ...]) -> str:
        return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()

    rows = [spaced(line) for line in [head, *lines]]
    return "\n".join([rows[0], "  ".join("─" * width for width in widths), *rows[1:]])


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}" if value >= 1 else f"{value:.3f}"
