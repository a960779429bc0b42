"""The tables of the outputs service, a module per concept; this package has them all."""

from services.outputs.tables.attributions import *
from services.outputs.tables.capture import *
from services.outputs.tables.case_studies import *
from services.outputs.tables.compliance import *
from services.outputs.tables.decisions import *
from services.outputs.tables.identity import *
from services.outputs.tables.impact import *
from services.outputs.tables.import_keys import *
from services.outputs.tables.indicators import *
from services.outputs.tables.involvement import *
from services.outputs.tables.outputs import *
from services.outputs.tables.pathways import *
from services.outputs.tables.training import *
