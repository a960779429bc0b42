"""The web pages: a module per thing that people come for, each with the templates of the same name."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, request
from flask_limiter import Limiter

from services.gateway.pages import (
    calendars,
    capturing,
    changes,
    claiming,
    compliance,
    delegates,
    home,
    impact,
    imports,
    involvement,
    milestones,
    money,
    operations,
    outputattributions,
    outputforms,
    outputidentity,
    outputregister,
    outputs,
    places,
    plans,
    programmes,
    projects,
    reports,
    signing,
    things,
)
from services.gateway.pages.forms import NotKnownYet, ask_again

OF_THE_WORK = (
    programmes,
    plans,
    projects,
    milestones,
    changes,
    money,
    outputs,
    impact,
    capturing,
    claiming,
    compliance,
    delegates,
    places,
    involvement,
    imports,
    reports,
)
#: pages that hang on the blueprint of another module: to import them is enough
BESIDE = (outputforms, outputregister, outputidentity, outputattributions)
MODULES = (signing, home, *OF_THE_WORK, operations, calendars, things)


def open_pages(app: Flask, limiter: Limiter) -> None:
    """Register every page."""
    for module in MODULES:
        app.register_blueprint(module.blueprint)
    signing.limit(app, limiter)
    calendars.limit(app, limiter)
    app.register_error_handler(NotKnownYet, ask_again)
    app.jinja_env.globals["again"] = _again


def _again(**changes: str) -> str:
    """This page's address with some of its query changed: for the next page of a list."""
    kept = {name: value for name, value in request.args.items() if name not in changes}
    return f"{request.path}?{urlencode(kept | changes)}"
