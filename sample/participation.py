"""Who joined the studies, as totals, against what was planned for each half-year. Some of the numbers are small."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sample.plan import LIVERPOOL, PROJECTS, project_id
from sample.steps import PROGRAMME, Step, an_id

#: study, what, half-year (year, second), target
TARGETS = (
    ("damp", "people", (2024, True), 8),
    ("damp", "people", (2025, False), 24),
    ("damp", "people", (2025, True), 4),
    ("panel", "people", (2025, False), 12),
    ("panel", "people", (2025, True), 6),
    ("panel", "people", (2026, False), 6),
    ("travel", "people", (2025, True), 60),
    ("travel", "people", (2026, False), 10),
    ("air", "people", (2025, True), 30),
    ("air", "people", (2026, False), 50),
    ("air", "people", (2026, True), 25),
    ("air", "sites", (2025, True), 6),
    ("air", "sites", (2026, False), 3),
)
#: study, what, the day, how many
JOINED = (
    ("damp", "people", date(2024, 12, 13), 9),
    ("damp", "people", date(2025, 3, 14), 14),
    ("panel", "people", date(2025, 3, 21), 12),
    ("damp", "people", date(2025, 5, 16), 11),
    ("damp", "people", date(2025, 7, 18), 3),
    ("air", "sites", date(2025, 9, 26), 5),
    ("panel", "people", date(2025, 10, 3), 4),
    ("air", "people", date(2025, 10, 17), 26),
    ("travel", "people", date(2025, 11, 14), 48),
    ("panel", "people", date(2026, 1, 30), 6),
    ("air", "sites", date(2026, 2, 6), 3),
    ("air", "people", date(2026, 2, 20), 31),
    ("travel", "people", date(2026, 3, 6), 3),
    ("air", "people", date(2026, 5, 15), 18),
    ("air", "people", date(2026, 10, 2), 22),
)
#: one entry was counted again three weeks later
CORRECTED = (("air", date(2026, 2, 20)), date(2026, 3, 13), 33)


def participation() -> Iterator[Step]:
    """Targets when their half-year begins (or the study does), entries on their day."""
    studies = {project.key: project for project in PROJECTS}
    for study, kind, (year, second), target in TARGETS:
        first, last = (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))
        fields = {
            "programme_id": PROGRAMME,
            "study_id": project_id(study),
            "kind": kind,
            "period_from": first.isoformat(),
            "period_to": last.isoformat(),
            "target": target,
        }
        yield Step(max(first, studies[study].start), "projects.plan_participation", fields, by="manager")
    for study, kind, on, count in JOINED:
        fields = {
            "participation_id": _entry(study, kind, on),
            "study_id": project_id(study),
            "kind": kind,
            "count": count,
            "on": on.isoformat(),
            "places": [LIVERPOOL],
        }
        yield Step(on, "projects.record_participation", fields, by=studies[study].lead)
    (study, on), found, count = CORRECTED
    fields = {"participation_id": _entry(study, "people", on), "count": count}
    yield Step(found, "projects.correct_participation", fields, by=studies[study].lead)


def _entry(study: str, kind: str, on: date) -> str:
    return an_id("participation", study, kind, on)
