"""Puts the gateway together: who may come in, the pages, the API, the errors and headers of every answer."""

from __future__ import annotations

import atexit
import secrets
from datetime import timedelta
from pathlib import Path

import structlog
from flask import Flask, Response, g, request, send_from_directory
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from uuid_utils.compat import uuid7

from services.gateway import asking, errors, headers, health, identity, words
from services.gateway.api import open_api
from services.gateway.pages import open_pages
from services.gateway.uploads import kinds
from shared.files import Files
from shared.messaging.client import Client
from shared.settings import Settings, settings

HERE = Path(__file__).parent
#: a form without files; uploads raise it for themselves
FORM_LIMIT = 2 << 20
#: multipart wraps the file in some lines of its own
ENVELOPE = 64 << 10

#: endpoints that take a file
UPLOADS = frozenset({"api.start_import", "api.upload_file", "imports.upload", "things.command"})


def create_app(of: Settings | None = None, client: asking.Asks | None = None) -> Flask:
    """The WSGI application. `client` is how services are asked; by default over the broker named in the settings."""
    chosen = of or settings()
    app = Flask("services.gateway", static_folder=None, template_folder=str(HERE / "templates"))
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        SESSION_COOKIE_NAME=identity.cookie_name(chosen, "waymark_form"),
        SESSION_COOKIE_SECURE=identity.over_https(chosen),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        MAX_CONTENT_LENGTH=FORM_LIMIT,
        MAX_FORM_MEMORY_SIZE=FORM_LIMIT,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the form's own cookie
        RATELIMIT_STORAGE_URI="memory://",  # per process: the gateway is one process with many threads
        RATELIMIT_HEADERS_ENABLED=True,
    )
    app.extensions["waymark_settings"] = chosen
    app.extensions["waymark_files"] = Files(chosen.files_url)
    app.extensions["waymark_client"] = client or _client(chosen)
    app.extensions["waymark_identities"] = identity.Identities()
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(HERE / "templates"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    app.before_request(_begin)  # first: the CSRF check below reads the form, within the limits set here
    app.before_request(identity.door)  # before the form is read: nobody sends us a file without being let in
    csrf = CSRFProtect(app)
    limiter = Limiter(get_remote_address, app=app, default_limits=[])
    words.teach(app)
    headers.put_on_every_answer(app)
    errors.answer_in_words(app)
    health.open_health(app)
    _serve_static(app, chosen)
    open_pages(app, limiter)
    open_api(app, csrf)
    return app


def _client(chosen: Settings) -> Client:
    client = Client(chosen.amqp_uri, name="gateway", size=24)
    atexit.register(client.close)
    return client


def _begin() -> None:
    """Name the request, for logs and for the facts that come of it; give it its limits."""
    g.nonce = secrets.token_urlsafe(18)
    g.correlation_id = str(uuid7())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(
        correlation=g.correlation_id, method=request.method, endpoint=request.endpoint
    )
    if request.endpoint in UPLOADS:
        request.max_content_length = kinds.largest() + ENVELOPE


def _serve_static(app: Flask, chosen: Settings) -> None:
    folder = chosen.static_dir.resolve()

    @app.get("/static/<path:name>", endpoint="static")
    def static(name: str) -> Response:
        return send_from_directory(folder, name, max_age=86_400)
