"""Training over three years, steps in careers, and three waves of the survey. All invented; one session is tiny."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sample.cast import org_id
from sample.plan import DIRECTORATES
from sample.steps import PROGRAMME, Step, an_id, working_day


@dataclass(frozen=True, slots=True)
class Session:
    """When, what, how far, by whom, how many; whether a register was kept and what people said of themselves."""

    on: date
    title: str
    level: str
    provider: str
    places: int
    register: bool = False
    sure: tuple[str, str] | None = None
    community: int = 0
    partner: tuple[str, int] | None = None


SESSIONS = (
    Session(date(2024, 4, 18), "What counts as evidence", "foundation", "uol", 24, True, ("2.3", "3.4")),
    Session(date(2024, 6, 13), "Reading a paper in an hour", "foundation", "ljmu", 19, True, ("2.1", "3.3")),
    Session(date(2024, 9, 26), "Asking questions that data can answer", "foundation", "council", 16),
    Session(date(2024, 10, 17), "Interviews with care", "intermediate", "lcvs", 14, False, None, 6, ("lcvs", 5)),
    Session(date(2024, 11, 21), "What counts as evidence", "foundation", "uol", 27, True, ("2.4", "3.5")),
    Session(date(2025, 1, 30), "Health inequality and place", "foundation", "uol", 33, True, ("2.8", "3.6")),
    Session(date(2025, 2, 27), "Linked data: first steps", "intermediate", "council", 11, True, ("1.9", "3.1")),
    Session(date(2025, 3, 20), "Community researchers: first cohort", "intermediate", "lcvs", 12, False, None, 12),
    Session(date(2025, 5, 15), "Evaluating a service", "intermediate", "ljmu", 18, True, ("2.2", "3.5")),
    Session(date(2025, 6, 12), "Writing an evidence brief", "intermediate", "uol", 9, True, ("2.5", "3.7")),
    Session(date(2025, 9, 18), "What counts as evidence", "foundation", "uol", 31, True, ("2.5", "3.5")),
    Session(date(2025, 10, 9), "Ethics in a council", "intermediate", "council", 22, True, ("2.0", "3.4")),
    Session(date(2025, 11, 13), "Time series for service data", "advanced", "uol", 3),
    Session(date(2026, 1, 22), "Community researchers: second cohort", "intermediate", "lcvs", 15, False, None, 13),
    Session(date(2026, 2, 26), "Evidence for committee reports", "foundation", "council", 38, True, ("2.6", "3.9")),
    Session(date(2026, 3, 19), "Evaluating a service", "intermediate", "ljmu", 17, True, ("2.4", "3.6")),
    Session(date(2026, 5, 14), "Causes and comparisons", "advanced", "uol", 8, True, ("2.1", "3.0")),
    Session(date(2026, 6, 11), "Listening events that change things", "foundation", "healthwatch", 26, False, None, 7,
            ("healthwatch", 6)),
    Session(date(2026, 9, 17), "What counts as evidence", "foundation", "uol", 29, True, ("2.7", "3.7")),
    Session(date(2026, 10, 15), "Linked data: second steps", "advanced", "council", 10, True, ("2.6", "3.6")),
)  # fmt: skip
#: one that was counted again, and one that was entered twice
COUNTED_AGAIN = (date(2025, 1, 30), date(2025, 2, 10), 35)
TWICE = (date(2025, 9, 18), date(2025, 9, 29))

#: the day, kind, state, from and to, and how many people; nobody is named
STEPS: tuple[tuple[date, str, str, str | None, str | None, int], ...] = (
    (date(2024, 9, 30), "qualification", "begun", "council", "council", 5),
    (date(2024, 10, 1), "studentship", "begun", None, "university", 2),
    (date(2025, 2, 3), "secondment", "begun", "council", "university", 1),
    (date(2025, 3, 31), "qualification", "begun", "voluntary_sector", "voluntary_sector", 3),
    (date(2025, 6, 2), "secondment", "begun", "university", "council", 2),
    (date(2025, 9, 22), "honorary_contract", "gained", "council", "university", 4),
    (date(2025, 9, 30), "qualification", "begun", "council", "council", 6),
    (date(2025, 10, 1), "studentship", "begun", "council", "university", 1),
    (date(2026, 2, 2), "secondment", "begun", "voluntary_sector", "council", 1),
    (date(2026, 4, 20), "fellowship", "gained", "council", "council", 1),
    (date(2026, 6, 15), "qualification", "gained", "council", "council", 5),
    (date(2026, 10, 5), "honorary_contract", "gained", "nhs", "university", 3),
)

INSTRUMENT = "Research capacity and culture questionnaire, version 2"
#: the wave, when it closed, the scores of organisation, team and individual from 1 to 10, answers, asked
WAVES = (
    (1, date(2024, 5, 31), ("4.1", "4.6", "4.9"), 214, 640),
    (2, date(2025, 5, 30), ("4.6", "5.0", "5.2"), 238, 655),
    (3, date(2026, 5, 29), ("5.3", "5.6", "5.5"), 261, 648),
)
LEARNERS = 140


def steps(chance: random.Random) -> Iterator[Step]:
    """Each session a few days after it took place, each wave a week after it closed."""
    for session in SESSIONS:
        yield from _session(session, chance)
    every = [step for step in STEPS for _ in range(step[-1])]
    for number, (on, kind, state, from_sector, to_sector, _) in enumerate(every):
        about = {"career_step_id": an_id("career step", number), "programme_id": PROGRAMME}
        said = {
            "kind": kind,
            "state": state,
            "stepped_on": on.isoformat(),
            "from_sector": from_sector,
            "to_sector": to_sector,
        }
        told = {name: value for name, value in said.items() if value is not None}
        yield Step(working_day(on + timedelta(days=4)), "outputs.record_career_step", about | told, by="manager")
    for number, closed, scores, answers, asked in WAVES:
        wave = {
            "survey_id": an_id("survey", number),
            "programme_id": PROGRAMME,
            "instrument": INSTRUMENT,
            "wave": number,
            "closed_on": closed.isoformat(),
            "scores": dict(zip(("organisation", "team", "individual"), scores, strict=True)),
            "scale_from": "1",
            "scale_to": "10",
            "answers": answers,
            "asked": asked,
        }
        yield Step(working_day(closed + timedelta(days=7)), "outputs.record_survey", wave, by="researcher")


def _session(session: Session, chance: random.Random) -> Iterator[Step]:
    key = an_id("training", session.on, session.title)
    told = working_day(session.on + timedelta(days=chance.randint(1, 6)))
    said = _said(session, session.places, chance)
    recorded = {"training_session_id": key, "programme_id": PROGRAMME} | said
    yield Step(told, "outputs.record_training_session", recorded, by="researcher")
    if session.on == COUNTED_AGAIN[0]:
        again = _said(session, COUNTED_AGAIN[2], chance)
        yield Step(
            COUNTED_AGAIN[1], "outputs.correct_training_session", {"training_session_id": key} | again, by="manager"
        )
    if session.on == TWICE[0]:
        other = {"training_session_id": an_id("training", session.on, "again")}
        yield Step(told, "outputs.record_training_session", recorded | other, by="manager")
        why = {"reason_code": "entered_twice"}
        yield Step(TWICE[1], "outputs.withdraw_training_session", other | why, by="manager")


def _said(session: Session, places: int, chance: random.Random) -> dict[str, Any]:
    """The numbers of where people came from add up to those of whom somebody said."""
    left = places - session.community - (session.partner[1] if session.partner else 0)
    came: dict[str, int] = {}
    for _ in range(left - (left > 12)):  # of one, nobody said
        directorate = chance.choice(list(DIRECTORATES))
        came[directorate] = came.get(directorate, 0) + 1
    said: dict[str, Any] = {
        "title": session.title,
        "level": session.level,
        "provider_org_id": org_id(session.provider),
        "held_on": session.on.isoformat(),
        "places_taken": places,
        "by_directorate": came,
    }
    if session.partner:
        said["by_partner"] = {org_id(session.partner[0]): session.partner[1]}
    if session.community:
        said["from_community"] = session.community
    if session.register:
        learners = chance.sample(range(LEARNERS), places)
        said["register_person_ids"] = [an_id("learner", number) for number in learners]
    if session.sure:
        said |= dict(zip(("confidence_before", "confidence_after"), session.sure, strict=True))
        said |= {"answers": places - chance.randint(0, places // 4), "asked": places}
    return said
