"""stub"""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("projects", __name__)
