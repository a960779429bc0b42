"""Facts that the outputs service records, a module per concept; this package has them all.

People are `person_id` only; free text is by reference. Authors as published are public and live in `outputs` with the
output; a fact holds their number, their sectors and the `person_id`s of those we know.
"""

from shared.events.outputs.attributions import *
from shared.events.outputs.careers import *
from shared.events.outputs.case_studies import *
from shared.events.outputs.compliance import *
from shared.events.outputs.decisions import *
from shared.events.outputs.evidence import *
from shared.events.outputs.identity import *
from shared.events.outputs.impact import *
from shared.events.outputs.inclusion import *
from shared.events.outputs.indicators import *
from shared.events.outputs.involvement import *
from shared.events.outputs.outputs import *
from shared.events.outputs.pathways import *
from shared.events.outputs.surveys import *
from shared.events.outputs.training import *
