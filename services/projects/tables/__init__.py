"""The tables of the projects service, a module per concept; this package has them all."""

from services.projects.tables.journal import *
from services.projects.tables.plan import *
from services.projects.tables.programmes import *
