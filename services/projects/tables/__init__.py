"""The tables of the projects service, a module per concept; this package has them all."""

from services.projects.tables.calendar import *
from services.projects.tables.changes import *
from services.projects.tables.confidence import *
from services.projects.tables.duties import *
from services.projects.tables.front_door import *
from services.projects.tables.governance import *
from services.projects.tables.journal import *
from services.projects.tables.money import *
from services.projects.tables.places import *
from services.projects.tables.plan import *
from services.projects.tables.posts import *
from services.projects.tables.programmes import *
from services.projects.tables.risks import *
from services.projects.tables.thresholds import *
from services.projects.tables.work_packages import *
