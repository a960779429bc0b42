"""What every answer carries for the reader's safety. Six headers in one place, unit-tested, instead of a library."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

from services.gateway import identity

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def put_on_every_answer(app: Flask) -> None:
    """Add the headers after each request, whatever answered it."""

    @app.after_request
    def put(response: Response) -> Response:
        found = response.headers
        found.setdefault("Content-Security-Policy", POLICY.format(nonce=g.get("nonce", "")))
        found.setdefault("X-Content-Type-Options", "nosniff")
        found.setdefault("X-Frame-Options", "DENY")
        # same-origin, not no-referrer: the CSRF check over https wants to see where a form came from
        found.setdefault("Referrer-Policy", "same-origin")
        found.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        found.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if identity.over_https(current_app.extensions["waymark_settings"]):
            found.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            # pages and answers hold personal data
            found["Cache-Control"] = "no-store"
        if correlation := g.get("correlation_id"):
            found["Waymark-Correlation"] = correlation
        return response
