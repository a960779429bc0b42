"""Words, columns and groups of things: what the declared calls do not say well enough for a page. Data, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """How a thing is called and shown. What is left out follows from its declaration and its rows.

    `columns` of its list; `titled` names the fields of which the first that is there is its title; `page` is the
    endpoint of a page made by hand, which is given the key.
    """

    many: str = ""
    noun: str = ""
    columns: tuple[str, ...] = ()
    titled: tuple[str, ...] = ()
    page: str = ""


#: by the name of the one read; what is not here is called and shown as it is declared
WORDS: Mapping[str, Words] = {
    "project": Words(
        columns=("title", "state", "workstream_id", "lead_person_id", "started_on", "planned_end"),
        page="projects.project",
    ),
    "milestone": Words(
        columns=("title", "state", "project_id", "baseline_on", "forecast_on", "achieved_on"),
        page="milestones.milestone",
    ),
    "award": Words(columns=("reference", "title", "amount", "starts_on", "ends_on"), titled=("reference", "title")),
    "workstream": Words(columns=("title", "lead_person_id", "from_on")),
}

#: module of the calls -> the heading under which its things and commands stand, in this order
GROUPS: Mapping[str, str] = {
    "programmes": "The programme",
    "awards": "The programme",
    "thresholds": "The programme",
    "projects": "The plan",
    "work_packages": "The plan",
    "milestones": "The plan",
    "confidence": "The plan",
    "notes": "The plan",
    "changes": "Changes",
    "duties": "Reporting duties",
    "calendar": "Reporting duties",
    "money": "Money",
    "spending": "Money",
    "posts": "Posts and participation",
    "participation": "Posts and participation",
    "risks": "Risks and issues",
    "approvals": "Approvals and agreements",
    "agreements": "Approvals and agreements",
    "meetings": "Boards and meetings",
    "requests": "The front door",
    "applications": "The front door",
    "places": "Places and themes",
}

#: lists whose rows are called otherwise than the list without its s
SINGULAR: Mapping[str, str] = {}
#: things whose key is not their name with _id
KEYS: Mapping[str, str] = {}
#: fields that hold the id of a thing without saying so
MEANS: Mapping[str, str] = {
    "predecessor_id": "milestone_id",
    "successor_id": "milestone_id",
    "study_id": "project_id",
}

#: what a request does, where the first clause of its description says it badly
TITLES: Mapping[str, str] = {
    "achieve_milestone": "Mark a milestone as achieved",
    "change_project": "Change what is said of a project",
    "extend_award": "Record a change that the funder agreed",
    "join_partner": "Record that a partner joins",
    "leave_partner": "Record that a partner leaves",
    "note_progress": "Write down a short update",
    "confirm_nothing_new": "Say that there is nothing new",
    "baseline_plan": "Freeze the plan under a name",
}

#: lists that are no things of a programme
NOT_THINGS: frozenset[str] = frozenset()
#: commands with pages of their own, or for machines
NOT_COMMANDS = frozenset({"start_import", "replay_parked", "discard_parked"})
#: reads with pages of their own, or for machines
NOT_LOOKUPS = frozenset(
    {"programmes", "programme", "how_many", "journal", "award_by_reference", "import_job", "parked"}
)
