"""stub"""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("programmes", __name__)


@blueprint.get("/programmes")
def programmes() -> str:
    """stub"""
    return render_template("error.html", title="programmes", what="", mend="", status=200, fields={})


@blueprint.get("/programmes/<programme_id>")
def programme(programme_id: str) -> str:
    """stub"""
    return ""
