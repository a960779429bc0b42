"""Reads of boards, meetings and actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, and_, cast, literal, select
from sqlalchemy import Text as TextType
from sqlalchemy.orm import Session

from services.projects.tables import actions, board_rules, boards, meetings
from shared import visible
from shared.context import today
from shared.errors import NotFound
from shared.pages import page
from shared.rows import plain, versioned
from shared.words import texts, words_of

MEETING = (
    "meeting_id",
    "programme_id",
    "board_id",
    "held_on",
    "present",
    "public_members_present",
    "attendance",
    "quorum",
    "least_public",
    "quorate",
    "themes",
    "places",
    "minutes_file_id",
    "version",
)
ACTION = (
    "action_id",
    "programme_id",
    "meeting_id",
    "project_id",
    "owner_person_id",
    "agreed_on",
    "due_on",
    "completed_on",
    "version",
)

#: a partner of one project has no part in the boards: this is the id of nobody's project
NO_PROJECT = literal("")


def list_boards(
    session: Session, *, programme_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """In order of title, each with the rule of quorum that holds now and those before."""
    of = boards.c
    query = versioned(boards, of.board_id).where(visible.of_projects("projects.boards", of.programme_id, NO_PROJECT))
    if programme_id:
        query = query.where(of.programme_id == programme_id)
    names = ("board_id", "programme_id", "title", "version")
    found = page(session, query, (of.title, of.board_id), lambda r: plain(r, names), after=after, limit=limit)
    rules = _rules(session, [board["board_id"] for board in found["items"]])
    for board in found["items"]:
        board["rules"] = rules.get(board["board_id"], [])
    return found


def list_meetings(
    session: Session,
    *,
    programme_id: str | None = None,
    board_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Newest first."""
    of = meetings.c
    query = versioned(meetings, of.meeting_id).where(
        visible.of_projects("projects.meetings", of.programme_id, NO_PROJECT)
    )
    for column, wanted in ((of.programme_id, programme_id), (of.board_id, board_id)):
        if wanted:
            query = query.where(column == wanted)
    by = (cast(of.held_on, TextType), of.meeting_id)
    return page(session, query, by, lambda r: plain(r, MEETING), after=after, limit=limit, descending=True)


def meeting(session: Session, *, meeting_id: str) -> dict[str, Any]:
    """One meeting with what was decided and its actions. Raises NotFound."""
    of = meetings.c
    row = session.execute(versioned(meetings, of.meeting_id).where(of.meeting_id == meeting_id)).first()
    if row is None:
        raise NotFound("There is no such meeting.")
    agreed = session.execute(
        _actions().where(actions.c.meeting_id == meeting_id).order_by(actions.c.due_on, actions.c.action_id)
    )
    return (
        plain(row, MEETING)
        | words_of(session, row, decisions="decisions_text_id")
        | {"actions": [_action(one, today()) for one in agreed]}
    )


def list_actions(
    session: Session,
    *,
    programme_id: str | None = None,
    project_id: str | None = None,
    meeting_id: str | None = None,
    owner_person_id: str | None = None,
    state: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """Those due first come first, each in words."""
    of, day = actions.c, today()
    query = _actions().where(visible.of_projects("projects.actions", of.programme_id, of.project_id))
    for column, wanted in (
        (of.programme_id, programme_id),
        (of.project_id, project_id),
        (of.meeting_id, meeting_id),
        (of.owner_person_id, owner_person_id),
    ):
        if wanted:
            query = query.where(column == wanted)
    if state:
        open_ = of.completed_on.is_(None)
        wanted_state = {"open": open_, "overdue": and_(open_, of.due_on < day), "completed": ~open_}
        query = query.where(wanted_state[state])
    by = (cast(of.due_on, TextType), of.action_id)
    return page(session, query, by, lambda row: _action(row, day), after=after, limit=limit)


def _actions() -> Any:
    of = actions.c
    return (
        versioned(actions, of.action_id)
        .add_columns(texts.c.words)
        .join(texts, texts.c.text_id == of.text_id, isouter=True)
    )


def _action(row: Row[Any], day: date) -> dict[str, Any]:
    overdue = row.completed_on is None and row.due_on < day
    return plain(row, ACTION) | {
        "text": row.words,
        "state": "completed" if row.completed_on else "overdue" if overdue else "open",
        "days_overdue": (day - row.due_on).days if overdue else 0,
    }


def _rules(session: Session, board_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The rules of quorum of each board, the newest first."""
    found: dict[str, list[dict[str, Any]]] = {}
    of = board_rules.c
    for row in session.execute(select(board_rules).where(of.board_id.in_(board_ids)).order_by(of.from_on.desc())):
        found.setdefault(row.board_id, []).append(plain(row, ("from_on", "quorum", "least_public")))
    return found
