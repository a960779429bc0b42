"""Every measure by id: `@measure(...)` registers one. A total that appears anywhere comes from one of these."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from services.reporting.measures.period import Period
from services.reporting.measures.sight import Sight
from services.reporting.measures.value import Value

Kind = Literal["flow", "stock", "rate", "median"]
Function = Callable[[Sight, Period], Value]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: what it is called, what it means, and the function. Raise `version` when the meaning changes."""

    id: str
    version: int
    kind: Kind
    #: what is counted, in the plural; GBP for money
    unit: str
    #: the section whose facts it comes from
    section: str
    title: str
    definition: str
    #: what is said in place of 0 of 0
    none: str
    #: what is said where the question does not arise
    not_applicable: str
    function: Function

    def __call__(self, sight: Sight, period: Period) -> Value:
        return self.function(sight, period)


_measures: dict[str, Measure] = {}


def measure(
    id_: str,
    *,
    version: int,
    kind: Kind,
    unit: str,
    section: str,
    title: str,
    definition: str,
    none: str = "None",
    not_applicable: str = "Not applicable",
) -> Callable[[Function], Function]:
    """Register the decorated function. Raises ValueError when the id is taken."""

    def register(function: Function) -> Function:
        if id_ in _measures:
            raise ValueError(f"two measures are called {id_}")
        words = " ".join(definition.split())
        _measures[id_] = Measure(id_, version, kind, unit, section, title, words, none, not_applicable, function)
        return function

    return register


@cache
def all_measures() -> dict[str, Measure]:
    """Every measure that a module of this package declares, by id, in alphabetical order."""
    package = __name__.rpartition(".")[0]
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"{package}.{module.name}")
    return dict(sorted(_measures.items()))


def by_id(id_: str) -> Measure:
    """Raises LookupError naming those that there are."""
    found = all_measures()
    if id_ not in found:
        raise LookupError(f"there is no measure {id_}; there are {', '.join(found)}")
    return found[id_]
