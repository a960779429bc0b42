"""Approvals, agreements, boards, their meetings and actions. Words are in `texts`, by id."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.projects.tables.metadata import metadata


def _programme() -> Column[str]:
    return Column("programme_id", Text, ForeignKey("programmes.programme_id"), nullable=False, index=True)


approvals = Table(
    "approvals",
    metadata,
    Column("approval_id", Text, primary_key=True),
    _programme(),
    Column("project_id", Text, ForeignKey("projects.project_id"), nullable=False, index=True),
    Column("project_ids", ARRAY(Text), nullable=False),  # every project that rests on it, that one included
    Column("kind", Text, nullable=False),
    Column("needed", Boolean, nullable=False),
    Column("reason_code", Text),
    Column("found_on", Date, nullable=False),
    Column("sought_on", Date),
    Column("awaiting_since", Date),  # the day of an application that is not decided yet
    Column("body", Text),
    Column("application_reference", Text),
    Column("decision", Text),  # the last one
    Column("decided_on", Date),
    Column("reference", Text),
    Column("stands", Boolean, nullable=False, server_default="false"),  # it was given; until when says valid_until
    Column("valid_until", Date),
    Column("conditions_text_id", Text),
    Column("warned_for", Date),  # the end of validity that was warned of
    Column("expired_for", Date),  # the end of validity whose passing was recorded
)

agreements = Table(
    "agreements",
    metadata,
    Column("agreement_id", Text, primary_key=True),
    _programme(),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("party_org_ids", ARRAY(Text), nullable=False),
    Column("project_ids", ARRAY(Text), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("valid_until", Date),
    Column("file_id", Text),
    Column("ended_on", Date),
    Column("end_reason", Text),
    Column("successor_id", Text, ForeignKey("agreements.agreement_id")),
    Column("end_text_id", Text),
    Column("warned_for", Date),
)

boards = Table(
    "boards",
    metadata,
    Column("board_id", Text, primary_key=True),
    _programme(),
    Column("title", Text, nullable=False),
)

#: the quorum of a board from a day on
board_rules = Table(
    "board_rules",
    metadata,
    Column("board_id", Text, ForeignKey("boards.board_id"), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("quorum", Integer, nullable=False),
    Column("least_public", Integer, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("meeting_id", Text, primary_key=True),
    _programme(),
    Column("board_id", Text, ForeignKey("boards.board_id"), nullable=False, index=True),
    Column("held_on", Date, nullable=False),
    Column("attendance", JSONB, nullable=False),
    Column("present", Integer, nullable=False),
    Column("public_members_present", Integer, nullable=False),
    Column("quorum", Integer, nullable=False),  # as it was on that day
    Column("least_public", Integer, nullable=False),
    Column("quorate", Boolean, nullable=False),
    Column("themes", ARRAY(Text), nullable=False),
    Column("places", JSONB, nullable=False),
    Column("minutes_file_id", Text),
    Column("decisions_text_id", Text),
    Column("event_id", UUID(as_uuid=True)),  # the fact that says what is here
)

actions = Table(
    "actions",
    metadata,
    Column("action_id", Text, primary_key=True),
    _programme(),
    Column("meeting_id", Text, ForeignKey("meetings.meeting_id"), nullable=False, index=True),
    Column("project_id", Text, ForeignKey("projects.project_id"), index=True),
    Column("owner_person_id", Text, nullable=False),
    Column("agreed_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("text_id", Text, nullable=False),
    Column("completed_on", Date),
    Column("done_text_id", Text),
)
