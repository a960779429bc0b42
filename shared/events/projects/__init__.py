"""Facts that the projects service records, a module per concept; this package has them all.

People are `person_id` only; free text is by reference.
"""

from shared.events.projects.agreements import *
from shared.events.projects.applications import *
from shared.events.projects.approvals import *
from shared.events.projects.awards import *
from shared.events.projects.budgets import *
from shared.events.projects.changes import *
from shared.events.projects.confidence import *
from shared.events.projects.duties import *
from shared.events.projects.meetings import *
from shared.events.projects.milestones import *
from shared.events.projects.notes import *
from shared.events.projects.participation import *
from shared.events.projects.places import *
from shared.events.projects.posts import *
from shared.events.projects.programmes import *
from shared.events.projects.projects import *
from shared.events.projects.requests import *
from shared.events.projects.risks import *
from shared.events.projects.spending import *
from shared.events.projects.thresholds import *
from shared.events.projects.work_packages import *
