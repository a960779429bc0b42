"""Requests that the outputs service answers, a module per concept; this package has them all.

Dates are days in Europe/London. A left-out day means today. `*_id` fields of things to be made are optional: give them
where the same request must make the same thing again (samples, imports).
"""

from shared.calls.outputs.attributions import *
from shared.calls.outputs.capture import *
from shared.calls.outputs.careers import *
from shared.calls.outputs.case_studies import *
from shared.calls.outputs.compliance import *
from shared.calls.outputs.decisions import *
from shared.calls.outputs.evidence import *
from shared.calls.outputs.identity import *
from shared.calls.outputs.impact import *
from shared.calls.outputs.imports import *
from shared.calls.outputs.inclusion import *
from shared.calls.outputs.indicators import *
from shared.calls.outputs.involvement import *
from shared.calls.outputs.outputs import *
from shared.calls.outputs.pathways import *
from shared.calls.outputs.surveys import *
from shared.calls.outputs.training import *
