"""stub"""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports")
def reports() -> str:
    """stub"""
    return render_template("error.html", title="reports", what="", mend="", status=200, fields={})
