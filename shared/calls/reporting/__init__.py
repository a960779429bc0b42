"""Requests that the reporting service answers: reports and their life, figures, facts, the ledger, and dated reads."""

from shared.calls.reporting.dated import *
from shared.calls.reporting.money import *
from shared.calls.reporting.reports import *
from shared.calls.reporting.whereabouts import *
