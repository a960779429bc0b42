"""stub"""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("outputs", __name__)


@blueprint.get("/outputs")
def register_of_any() -> str:
    """stub"""
    return render_template("error.html", title="outputs", what="", mend="", status=200, fields={})
