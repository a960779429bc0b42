"""Lists a page at a time: a cursor is the last row's sort key and id, so that a page holds while rows come and go."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from shared.errors import Invalid


def page(
    session: Session,
    query: Select[Any],
    by: tuple[ColumnElement[Any], ColumnElement[Any]],
    show: Callable[[Row[Any]], dict[str, Any]],
    *,
    after: str | None,
    limit: int,
    descending: bool = False,
) -> dict[str, Any]:
    """Up to `limit` rows after the cursor in order of `by`: two columns of text, of which the second is unique.

    Gives {"items": [...], "next": cursor or null}; for a limit of 0 no row, and how many there are as "total".
    """
    if limit == 0:
        total = session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
        return {"items": [], "next": None, "total": total}
    order = [column.desc() for column in by] if descending else by
    ordered = query.add_columns(by[0].label("_sort"), by[1].label("_id")).order_by(*order).limit(limit + 1)
    if after:
        here, cursor = tuple_(*by), tuple_(*map(literal, _read(after)))
        ordered = ordered.where(here < cursor if descending else here > cursor)
    rows = session.execute(ordered).all()
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return {
        "items": [show(row) for row in rows[:limit]],
        "next": _write(last._sort, last._id) if last is not None else None,
    }


def _write(*key: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, str]:
    try:
        first, second = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not (isinstance(first, str) and isinstance(second, str)) or "\x00" in first + second:
            raise ValueError("not two texts that a database can hold")
    except (TypeError, ValueError):
        raise Invalid(
            "This cursor is not one of ours: begin at the first page.", {"after": ["Not a cursor."]}
        ) from None
    return first, second
