"""The tables of the outputs service, a module per concept; this package has them all."""

from services.outputs.tables.attributions import *
from services.outputs.tables.decisions import *
from services.outputs.tables.indicators import *
from services.outputs.tables.outputs import *
