"""stub"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("milestones", __name__)
