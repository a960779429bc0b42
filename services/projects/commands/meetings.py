"""Boards with their quorum, meetings held, and the actions agreed there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.projects.commands.places import check_listed
from services.projects.commands.recording import record, told
from services.projects.commands.vocabulary import check_themes
from services.projects.domain import meetings as rules_of
from services.projects.domain.meetings import Quorum
from services.projects.tables import actions, board_rules, boards, meetings, programmes, projects
from shared.context import today
from shared.days import day_that_has_come
from shared.errors import Invalid
from shared.events.projects import ActionAgreed, ActionCompleted, BoardSet, MeetingHeld
from shared.messaging.outbox import New
from shared.recording import day, new_id
from shared.rows import check_known, insert_new, locked
from shared.rules import rules
from shared.words import keep_words


def set_board(
    session: Session,
    *,
    programme_id: str,
    title: str,
    quorum: int,
    least_public: int,
    from_on: date | None = None,
    board_id: str | None = None,
) -> dict[str, Any]:
    """Set up a board, or change its title and its rule of quorum from a day on; meetings before keep theirs."""
    first = day_that_has_come(from_on, "from_on")
    with rules():
        Quorum(quorum, least_public)
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    row = {"board_id": new_id(board_id), "programme_id": programme_id, "title": title}
    of = boards.c
    known = session.execute(
        select(boards).where(of.board_id == row["board_id"], of.programme_id == programme_id).with_for_update()
    ).first()
    if known is None:
        insert_new(session, boards, of.board_id, row, "board")
    elif not _set_later(session, known.board_id, first):
        session.execute(update(boards).where(of.board_id == known.board_id).values(title=title))
    rule = {"quorum": quorum, "least_public": least_public}
    session.execute(
        upsert(board_rules)
        .values(board_id=row["board_id"], from_on=first, **rule)
        .on_conflict_do_update(index_elements=["board_id", "from_on"], set_=rule)
    )
    fact = New(BoardSet, str(row["board_id"]), programme_id, first, {"title": title} | rule)
    return told(session, fact, "board_id")


def hold_meeting(
    session: Session,
    *,
    board_id: str,
    held_on: date | None = None,
    meeting_id: str | None = None,
    **said: Any,
) -> dict[str, Any]:
    """A meeting took place; its board's quorum on that day decides whether it was quorate."""
    board, held = locked(session, boards, boards.c.board_id, board_id, "board"), day_that_has_come(held_on, "held_on")
    _check_named(session, board.programme_id, said)
    made = new_id(meeting_id)
    row = {"board_id": board_id} | _counted(_rule_on(session, board, held), said)
    about = {"meeting_id": made, "programme_id": board.programme_id, "held_on": held}
    insert_new(session, meetings, meetings.c.meeting_id, row | about, "meeting")
    return _recorded(session, row, said, New(MeetingHeld, made, board.programme_id, held))


def correct_meeting(session: Session, *, meeting_id: str, **said: Any) -> dict[str, Any]:
    """What is recorded of a meeting was wrong: the whole is said anew, under the quorum of its day."""
    before = locked(session, meetings, meetings.c.meeting_id, meeting_id, "meeting")
    _check_named(session, before.programme_id, said)
    row = {"board_id": before.board_id} | _counted(Quorum(before.quorum, before.least_public), said)
    fact = New(MeetingHeld, meeting_id, before.programme_id, before.held_on, {}, before.event_id)
    return _recorded(session, row, said, fact)


def agree_action(
    session: Session,
    *,
    meeting_id: str,
    owner_person_id: str,
    due_on: date,
    text: str,
    project_id: str | None = None,
    action_id: str | None = None,
) -> dict[str, Any]:
    """Somebody is to do something by a day."""
    meeting = locked(session, meetings, meetings.c.meeting_id, meeting_id, "meeting")
    with rules():
        rules_of.agree(due_on, meeting.held_on)
    check_known(session, projects.c.project_id, [project_id], meeting.programme_id, "project_id")
    made = new_id(action_id)
    said: dict[str, Any] = {"meeting_id": meeting_id, "project_id": project_id, "owner_person_id": owner_person_id}
    kept = keep_words(session, text, programme_id=meeting.programme_id, target_id=made)
    assert kept is not None
    row = said | {
        "action_id": made,
        "programme_id": meeting.programme_id,
        "agreed_on": meeting.held_on,
        "due_on": due_on,
        "text_id": kept["text_id"],
    }
    insert_new(session, actions, actions.c.action_id, row, "action")
    data = said | {"due_on": day(due_on), "text": kept}
    return told(session, New(ActionAgreed, made, meeting.programme_id, meeting.held_on, data), "action_id")


def complete_action(
    session: Session, *, action_id: str, done_on: date | None = None, note: str | None = None
) -> dict[str, Any]:
    """Done."""
    row, done = locked(session, actions, actions.c.action_id, action_id, "action"), done_on or today()
    with rules():
        rules_of.complete(done, agreed_on=row.agreed_on, completed_on=row.completed_on, today=today())
    kept = keep_words(session, note, programme_id=row.programme_id, target_id=action_id)
    changed = {"completed_on": done, "done_text_id": kept["text_id"] if kept else None}
    session.execute(update(actions).where(actions.c.action_id == action_id).values(changed))
    data = {"project_id": row.project_id, "note": kept}
    return told(session, New(ActionCompleted, action_id, row.programme_id, done, data), "action_id")


def _set_later(session: Session, board_id: str, first: date) -> bool:
    """Whether something else was said from a later day on: that is what the board is called now."""
    of = board_rules.c
    later = select(of.from_on).where(of.board_id == board_id, of.from_on > first).limit(1)
    return session.execute(later).first() is not None


def _rule_on(session: Session, board: Row[Any], held_on: date) -> Quorum:
    """The quorum of a board on a day. Raises Invalid for a day before it was set up."""
    of = board_rules.c
    row = session.execute(
        select(board_rules)
        .where(of.board_id == board.board_id, of.from_on <= held_on)
        .order_by(of.from_on.desc())
        .limit(1)
    ).first()
    if row is None:
        words = f"“{board.title}” had no rule of quorum on {held_on}"
        raise Invalid(f"{words}: set the board from an earlier day.", {"held_on": [words]})
    return Quorum(row.quorum, row.least_public)


def _counted(quorum: Quorum, said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a meeting, with who came counted against the quorum."""
    with rules():
        came = rules_of.attendance(
            [(one["org_id"], one["present"]) for one in said["attendance"]], said["public_members_present"]
        )
    return {
        "attendance": said["attendance"],
        "present": came.present,
        "public_members_present": came.public,
        "quorum": quorum.present,
        "least_public": quorum.public,
        "quorate": came.reaches(quorum),
        "themes": said["themes"],
        "places": said["places"],
        "minutes_file_id": said.get("minutes_file_id"),
    }


def _check_named(session: Session, programme_id: str, said: dict[str, Any]) -> None:
    check_themes(session, programme_id, said["themes"])
    check_listed(session, programme_id, said["places"], "places")


def _recorded(session: Session, row: dict[str, Any], said: dict[str, Any], fact: New) -> dict[str, Any]:
    """Record what was held, and write to its row what the fact says, with the words and the fact's own id."""
    kept = keep_words(session, said.get("decisions"), programme_id=fact.programme_id, target_id=fact.subject)
    event = record(session, replace(fact, data=row | {"decisions": kept}))
    written = row | {"decisions_text_id": kept["text_id"] if kept else None, "event_id": event.id}
    session.execute(update(meetings).where(meetings.c.meeting_id == fact.subject).values(written))
    return {"meeting_id": fact.subject, "version": event.sequence}
