"""Every error in words: a page for people, RFC 9457 problem JSON for the API. The same sentences in both."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from services.gateway import identity
from shared.errors import DeadlinePassed, Unavailable, WaymarkError

log = structlog.get_logger()

PROBLEM = "application/problem+json"
#: an upload that was refused for its size is read to its end up to here, so that the sender hears why
DRAIN = 192 << 20

#: status -> what happened, how to mend it
SENTENCES: dict[int, tuple[str, str]] = {
    400: ("This request cannot be read", "Check what was sent and try again."),
    401: ("Sign in first", "Sign in, then try again."),
    404: (
        "Page not found",
        "Check the address. It may have been typed wrongly, or belong to a programme you do not see.",
    ),
    405: ("That is not done this way", "Use one of the methods named in the Allow header."),
    406: ("Not available in that form", "Ask for application/json."),
    413: ("The file is too large", "Send a file of at most 50 MB, or split it."),
    415: ("That kind of content is not taken here", "Send the content type that the API's description names."),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: ("Something went wrong here", "It has been logged with the number below. Nothing you typed was at fault."),
}


def answer_in_words(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(WaymarkError, _known)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def problem(error: WaymarkError, **more: Any) -> Response:
    """The error as application/problem+json."""
    status = 503 if isinstance(error, DeadlinePassed) else error.status
    body = {
        "type": f"urn:waymark:problem:{_kebab(type(error).__name__)}",
        "title": error.title,
        "status": status,
        "detail": error.message,
        "instance": request.path,
        "correlation_id": g.get("correlation_id"),
    }
    if error.fields:
        body["fields"] = error.fields
    return _json(body | more, status, _extra_headers(status))


def _known(error: WaymarkError) -> Response:
    status = 503 if isinstance(error, DeadlinePassed) else error.status
    if identity.in_api(request):
        return problem(error)
    mend = {
        401: "Sign in, then try again.",
        403: "Ask the programme manager or the administrator if you think you should be able to.",
        404: "Check the address, or go to the home page and look for it from there.",
        409: "Look at it again: it may have changed since you opened the page.",
        412: "Open the page again, then repeat your change if it still holds.",
        503: "Nothing is lost. Try again in a moment.",
    }.get(status, "Go back, put it right and send it again.")
    return _page(status, error.title, error.message, mend, fields=error.fields, headers=_extra_headers(status))


def _stale_form(_: CSRFError) -> Response:
    return _page(
        400,
        "This form is too old",
        "It was opened before you signed in, or in another browser, so nothing was saved.",
        "Go back, load the page again and send the form once more.",
    )


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None and status < 400:
        return error.response  # a redirect
    title, mend = SENTENCES.get(status, (error.name, "Go back and try again."))
    headers = {name: value for name, value in error.get_headers() if name not in {"Content-Type", "Content-Length"}}
    if isinstance(error, RequestEntityTooLarge):
        _drain()
    if identity.in_api(request):
        body = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": f"{error.description or error.name} {mend}".strip(),
            "instance": request.path,
            "correlation_id": g.get("correlation_id"),
        }
        return _json(body, status, headers | _extra_headers(status))
    where = f"{request.method} {request.path}"
    return _page(status, title, f"Asked for: {where}", mend, headers=headers | _extra_headers(status))


def _unforeseen(error: Exception) -> Response:
    log.error("a request failed", exc_info=error)
    return _http(InternalServerError())


def _page(
    status: int, title: str, what: str, mend: str, *, fields: dict[str, Any] | None = None, headers: Any = None
) -> Response:
    html = render_template("error.html", title=title, what=what, mend=mend, status=status, fields=fields or {})
    return Response(html, status, headers=headers or {})


def _json(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    from flask import json

    return Response(json.dumps(body), status, headers=headers, content_type=PROBLEM)


def _extra_headers(status: int) -> dict[str, str]:
    if status == 401 and identity.in_api(request):
        return {"WWW-Authenticate": 'Bearer realm="waymark"'}
    if status == 503:
        return {"Retry-After": "2"}
    return {}


def _drain() -> None:
    """Read what is still coming, so that the sender gets our answer and not a broken connection."""
    length = request.content_length or 0
    if length > DRAIN:
        return
    stream, left = request.environ["wsgi.input"], length
    while left > 0 and (piece := stream.read(min(1 << 20, left))):
        left -= len(piece)


def _kebab(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


__all__ = ["Unavailable", "answer_in_words", "problem"]
