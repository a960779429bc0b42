"""Pieces of SQL: the rows of a view at a cut, and what the plan is made of. Names are those of our own declarations.

Statements take :programme, and :position and :day of an `AsOf`; `at` is a suffix to these, so that one statement can
compare two cuts.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.reporting.projections import generations
from services.reporting.projections.milestones import achievements, baselines, milestones
from services.reporting.projections.projects import projects
from services.reporting.projections.reader import Snapshot
from services.reporting.projections.view import Occurrences, State, View


@dataclass(frozen=True, slots=True)
class Cuts:
    """The views of one generation."""

    schema: str

    def table(self, view: View) -> str:
        return f'{self.schema}."{view.name}"'

    @staticmethod
    def holds(at: str = "") -> str:
        """Whether a version of a state was so on :day, as known at :position."""
        return f"pos_from <= :position{at} and pos_to > :position{at} and true_from <= :day{at} and true_to > :day{at}"

    @staticmethod
    def happened(at: str = "") -> str:
        """Whether a point had happened by :day, as known at :position."""
        return f"pos_from <= :position{at} and pos_to > :position{at} and on_date <= :day{at}"

    def state(self, view: State, at: str = "", columns: str = "*") -> str:
        """What was so on :day, as known at :position: a row for each key."""
        return f"select {columns} from {self.table(view)} where programme_id = :programme and {self.holds(at)}"

    def points(self, view: Occurrences, at: str = "") -> str:
        """What had happened by :day, as known at :position; what was retracted has no day and so is left out."""
        return f"select * from {self.table(view)} where programme_id = :programme and {self.happened(at)}"

    def milestones(self, at: str = "") -> str:
        """The plan: milestones that were planned by then."""
        return f"{self.state(milestones, at)} and title is not null"

    def projects(self, at: str = "") -> str:
        """Projects that had begun by then."""
        return f"{self.state(projects, at)} and title is not null"

    def done(self, at: str = "") -> str:
        """The first day on which each milestone was done, that nobody withdrew."""
        points = self.points(achievements, at)
        return f"select milestone_id, min(on_date) as done_on from ({points}) p group by milestone_id"

    def named_baselines(self, at: str = "") -> str:
        """The baseline that :baseline names, for each milestone in it."""
        return (
            "select distinct on (milestone_id) milestone_id, baseline_on as named_on from "
            f"({self.points(baselines, at)}) p where name = :baseline "
            "order by milestone_id, on_date desc, pos_from desc"
        )


def cuts(snap: Snapshot) -> Cuts:
    """Of the generation that the snapshot sees."""
    return Cuts(generations.schema(snap.generation))


#: conditions of a plan `m` joined with projects `p`; each holds when its parameter is null
OF_PROJECT = "(cast(:project_id as text) is null or m.project_id = :project_id)"
OF_WORKSTREAM = "(cast(:workstream_id as text) is null or coalesce(p.workstream_id, m.workstream_id) = :workstream_id)"
#: of a partner of some projects only: those; null for who sees the whole programme
OF_READER = "(cast(:own as text[]) is null or m.project_id = any(:own))"
