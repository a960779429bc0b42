"""Requests that the projects service answers, a module per concept; this package has them all.

Dates are days in Europe/London. A left-out day means today. `*_id` fields of things to be made are optional: give them
where the same request must make the same thing again (samples, imports).
"""

from shared.calls.projects.agreements import *
from shared.calls.projects.applications import *
from shared.calls.projects.approvals import *
from shared.calls.projects.awards import *
from shared.calls.projects.calendar import *
from shared.calls.projects.changes import *
from shared.calls.projects.confidence import *
from shared.calls.projects.duties import *
from shared.calls.projects.imports import *
from shared.calls.projects.meetings import *
from shared.calls.projects.milestones import *
from shared.calls.projects.money import *
from shared.calls.projects.notes import *
from shared.calls.projects.participation import *
from shared.calls.projects.places import *
from shared.calls.projects.posts import *
from shared.calls.projects.programmes import *
from shared.calls.projects.projects import *
from shared.calls.projects.requests import *
from shared.calls.projects.risks import *
from shared.calls.projects.spending import *
from shared.calls.projects.thresholds import *
from shared.calls.projects.work_packages import *
