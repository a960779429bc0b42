"""Projects under way, and those that have gone quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.reporting.measures.looked import looked
from services.reporting.measures.period import Period
from services.reporting.measures.registry import measure
from services.reporting.measures.sight import Sight
from services.reporting.measures.thresholds import threshold
from services.reporting.measures.value import Value, cut_by, number
from services.reporting.projections.activity import output_activity, plan_activity, project_activity
from services.reporting.projections.milestones import milestones
from services.reporting.projections.projects import projects

ACTIVITY = (project_activity, plan_activity, output_activity)


def under_way(sight: Sight, period: Period) -> list[Any]:
    """Projects whose last status up to the end of the last day is active."""
    return [project for project in sight.state(projects, on=period.end) if project.title and project.status == "active"]


@measure(
    "projects.active",
    version=1,
    kind="stock",
    unit="projects",
    section="progress",
    title="Projects under way",
    definition="""Projects under way at the end of the last day of the period: started, and neither paused nor ended. A
    project that ended on the last day itself is no longer counted.""",
)
def active(sight: Sight, period: Period) -> Value:
    rows = under_way(sight, period)
    return number(
        rows,
        projects.name,
        looked=looked(sight, project_activity, period),
        breakdowns=[
            cut_by("By workstream", "workstream", rows, lambda p: [p.workstream_id], "none"),
            cut_by("By theme", "theme", rows, lambda p: p.themes or [], "none"),
            cut_by("By place", "place", rows, lambda p: [place["code"] for place in p.places or []], "city-wide"),
            cut_by("By stage", "stage", rows, lambda p: [p.stage], "none"),
        ],
    )


@measure(
    "projects.no_update",
    version=2,
    kind="stock",
    unit="projects",
    section="progress",
    title="Projects with no update",
    definition="""Active projects about which no fact at all is dated in the last days of the period: 60 of them, the
    last day included, or as many as the programme's setting quiet_after says for that day. No fact means: nothing of
    the project itself, its work packages, milestones or outputs, no note, and no "nothing new", which is an update.""",
)
def no_update(sight: Sight, period: Period) -> Value:
    since = period.end - timedelta(days=threshold(sight, period.end, "quiet_after") - 1)
    seen = {view.name: sight.points(view, since=since, until=period.end) for view in ACTIVITY}
    heard = {point.target_id for points in seen.values() for point in points}
    of_milestone = {m.key: m.project_id for m in sight.state(milestones, on=period.end)}
    heard |= {of_milestone[target] for target in heard if of_milestone.get(target)}
    # a note on the programme or a workstream is news of all its projects; a new baseline of the plan is not
    wide = {point.target_id for point in seen[project_activity.name]}
    quiet = [
        p for p in under_way(sight, period) if not {p.key} & heard and not {p.workstream_id, sight.programme_id} & wide
    ]
    return number(
        quiet,
        projects.name,
        looked=looked(sight, project_activity, period),
        breakdowns=[cut_by("By workstream", "workstream", quiet, lambda p: [p.workstream_id], "none")],
    )
