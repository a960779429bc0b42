"""The fold: what one change does to the versions of one key. Pure; every view uses it; nothing else splits a range.

A key of a `State` has versions that lie side by side in time, the last one open. A change closes at its own position
the versions that it touches, and opens others in their place. Within a batch a version that was opened is closed in
memory, so that it is written once, with both ends.

Values and dates are COPY texts (see `columns`); ISO dates compare as text. Not for SQL: see `store`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from services.reporting.projections.columns import NULL
from services.reporting.projections.view import Change, Occurrences, Point, Retract, Set, View

#: the far end of what is still known, and of what is still so
OPEN = 2**63 - 1
EVER = date.max.isoformat()

#: identity of a row within a view: (programme_id, key)
Key = tuple[str, str]
Values = tuple[str, ...]
#: the fact behind a change: its position and id
Cause = tuple[int, str]


class CannotFold(ValueError):
    """A handler gave something that the view has no place for; the text says which column and why."""


class Version:
    """One version of one key. For occurrences `true_from` is the day, or NULL once retracted, and `true_to` unused."""

    __slots__ = ("event_id", "key", "new", "pos_from", "pos_to", "since", "true_from", "true_to", "values")

    def __init__(self, key: Key, cause: Cause, stretch: tuple[str, str], values: Values, since: Values) -> None:
        self.key = key
        self.pos_from, self.event_id = cause
        self.pos_to = OPEN
        self.true_from, self.true_to = stretch
        #: NULL also where a field was never set
        self.values = values
        #: per field the day on which it was set; "" where it never was
        self.since = since
        #: not yet in the database
        self.new = True


#: the open versions of a key, in order of time
Timeline = list[Version]


class Encoded:
    """A change whose values have been checked and encoded: folding it cannot fail."""

    __slots__ = ("key", "on", "own", "values")

    def __init__(self, key: Key, on: str, values: dict[int, str], own: bool = False) -> None:
        self.key = key
        self.on = on
        #: a point under its own fact's id: nobody can have given it before, only retracted it
        self.own = own
        #: column number -> text; empty with `on` NULL is a retraction
        self.values = values


class Folder:
    """Folds the changes of one view, and remembers what must be written."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.occurrences = isinstance(view, Occurrences)
        self._takes = (Point, Retract) if self.occurrences else (Set,)
        self._columns = {name: (number, kind.encode) for number, (name, kind) in enumerate(view.columns.items())}
        self._unset: Values = (NULL,) * len(view.columns)
        self._never: Values = ("",) * len(view.columns)
        #: open versions per key, as known so far; the caller fills it before a fold
        self.timelines: dict[Key, Timeline] = {}
        #: keys of an occurrence that were retracted, all that there are
        self.retracted: set[Key] = set()
        #: versions to insert, and versions in the database whose `pos_to` is to be set
        self.opened: list[Version] = []
        self.closed: list[Version] = []

    def encode(self, event_id: str, programme_id: str, effective_on: str, changes: Iterable[Change]) -> list[Encoded]:
        """Check and encode what a handler gave for a fact. Raises CannotFold."""
        return [self._encode(change, event_id, programme_id, effective_on) for change in changes]

    def unknown(self, changes: Iterable[Encoded]) -> list[Key]:
        """Of which keys the open versions must be fetched before these changes are folded."""
        known, retracted = self.timelines, self.retracted
        return [c.key for c in changes if (not c.own or c.key in retracted) and c.key not in known]

    def fold(self, change: Encoded, cause: Cause) -> None:
        """Apply one change at its position. Positions never go back."""
        if self.occurrences:
            self._fold_point(change, cause)
        else:
            self._fold_set(change, cause)

    def written(self) -> None:
        """What was opened and closed is in the database now."""
        for version in self.opened:
            version.new = False
        self.opened.clear()
        self.closed.clear()

    def forget(self) -> None:
        """Know nothing any more."""
        self.timelines.clear()
        self.retracted.clear()
        self.opened.clear()
        self.closed.clear()

    def trim(self, most: int) -> bool:
        """Forget the keys remembered longest, once there are more than `most`. Gives whether any was."""
        if len(self.timelines) <= most:
            return False
        for key in list(self.timelines)[: len(self.timelines) - most // 2]:
            del self.timelines[key]
        return True

    def _encode(self, change: Change, event_id: str, programme_id: str, effective_on: str) -> Encoded:
        name = change.key
        if type(name) is not str or not name or not name.isprintable():
            raise CannotFold(f"view {self.view.name}: {name!r} cannot be a key")
        if type(change) not in self._takes:
            raise CannotFold(f"view {self.view.name} of kind {self.view.kind} takes no {type(change).__name__}")
        key = (programme_id, name)
        if isinstance(change, Retract):
            return Encoded(key, NULL, {})
        day = effective_on if change.on is None else self._day(change.on)
        if day >= EVER:
            raise CannotFold(f"view {self.view.name}: {day} is past the last day there is")
        return Encoded(key, day, self._encode_values(change.values), self.occurrences and name.startswith(event_id))

    def _encode_values(self, values: Mapping[str, object]) -> dict[int, str]:
        encoded, columns = {}, self._columns
        try:
            for name, value in values.items():
                number, encode = columns[name]
                if value is not None:
                    encoded[number] = encode(value)
                elif not self.occurrences:  # of a point, a field that is none and one that was not given are the same
                    encoded[number] = NULL
        except KeyError:
            raise CannotFold(f"view {self.view.name} has no column {name}") from None
        except ValueError as error:
            raise CannotFold(f"view {self.view.name}, column {name}: {error}") from error
        return encoded

    def _day(self, on: object) -> str:
        if isinstance(on, date) and not isinstance(on, datetime):
            return on.isoformat()
        raise CannotFold(f"view {self.view.name}: `on` is {on!r}, not a date")

    def _fold_set(self, change: Encoded, cause: Cause) -> None:
        values, day, key = change.values, change.on, change.key
        if not values:
            return
        timeline = self.timelines.get(key)
        if timeline is None:
            timeline = self.timelines[key] = []
        last = timeline[-1] if timeline else None
        if last is not None and day > last.true_from:
            # the usual case: news about now
            self._split(timeline, len(timeline) - 1, values, day, cause)
            return
        at = next((n for n, version in enumerate(timeline) if version.true_from > day), len(timeline)) - 1
        if at < 0:
            end = timeline[0].true_from if timeline else EVER
            fresh, since = self._changed(self._unset, self._never, values, day)
            timeline.insert(0, self._open(key, cause, (day, end), fresh, since))
            at = 0
        elif timeline[at].true_from == day:
            self._replace(timeline, at, values, day, cause)
        else:
            self._split(timeline, at, values, day, cause)
            at += 1
        self._carry_on(timeline, at + 1, values, day, cause)

    def _carry_on(self, timeline: Timeline, at: int, values: dict[int, str], day: str, cause: Cause) -> None:
        """Let the values hold in the versions from `at` on, each until the next day on which its field was set."""
        for number in range(at, len(timeline)):
            since = timeline[number].since
            values = {field: value for field, value in values.items() if since[field] <= day}
            if not values:
                return
            self._replace(timeline, number, values, day, cause)

    def _split(self, timeline: Timeline, at: int, values: dict[int, str], day: str, cause: Cause) -> None:
        """Cut a version in two at `day`; the second part has the new values."""
        old = timeline[at]
        fresh, since = self._changed(old.values, old.since, values, day)
        before = self._open(old.key, cause, (old.true_from, day), old.values, old.since)
        after = self._open(old.key, cause, (day, old.true_to), fresh, since)
        self._close(old, cause)
        timeline[at : at + 1] = (before, after)

    def _replace(self, timeline: Timeline, at: int, values: dict[int, str], day: str, cause: Cause) -> None:
        """The same stretch of time with new values; nothing happens when they are what it has."""
        old = timeline[at]
        fresh, since = self._changed(old.values, old.since, values, day)
        if fresh != old.values or since != old.since:
            self._close(old, cause)
            timeline[at] = self._open(old.key, cause, (old.true_from, old.true_to), fresh, since)

    @staticmethod
    def _changed(old: Values, since: Values, values: dict[int, str], day: str) -> tuple[Values, Values]:
        fresh, days = list(old), list(since)
        for number, value in values.items():
            fresh[number] = value
            days[number] = day
        return tuple(fresh), tuple(days)

    def _filled(self, values: dict[int, str]) -> Values:
        fresh = list(self._unset)
        for number, value in values.items():
            fresh[number] = value
        return tuple(fresh)

    def _fold_point(self, change: Encoded, cause: Cause) -> None:
        timeline = self.timelines.get(change.key)
        fresh = self._filled(change.values)
        if timeline:
            old = timeline[0]
            if old.true_from == NULL or (old.true_from == change.on and old.values == fresh):
                return  # retracted for good, or nothing new
            self._close(old, cause)
        if change.on == NULL:
            self.retracted.add(change.key)
        self.timelines[change.key] = [self._open(change.key, cause, (change.on, EVER), fresh, ())]

    def _open(self, key: Key, cause: Cause, stretch: tuple[str, str], values: Values, since: Values) -> Version:
        version = Version(key, cause, stretch, values, since)
        self.opened.append(version)
        return version

    def _close(self, version: Version, cause: Cause) -> None:
        """What is opened and closed at one position was never known, and is not written."""
        version.pos_to = cause[0]
        if not version.new:
            self.closed.append(version)
