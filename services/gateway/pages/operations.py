"""stub"""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("operations", __name__)


@blueprint.get("/operations")
def overview() -> str:
    """stub"""
    return render_template("error.html", title="operations", what="", mend="", status=200, fields={})
