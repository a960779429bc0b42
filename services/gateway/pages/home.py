"""stub"""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    """stub"""
    return render_template("error.html", title="home", what="", mend="", status=200, fields={})
