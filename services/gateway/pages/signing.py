"""Signing in and out, one's own account, and the page about accessibility."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, session, url_for
from flask_limiter import Limiter

from services.gateway import asking, identity
from services.gateway.pages.forms import Form, carry_out
from shared.calls import people
from shared.clock import system
from shared.errors import Invalid, NotAllowed, NotSignedIn, WaymarkError

blueprint = Blueprint("signing", __name__)
log = structlog.get_logger()


def limit(app: Flask, limiter: Limiter) -> None:
    """Tries that fail are counted by address and by account; a sign-in that succeeds costs nothing."""

    def failed(response: Response) -> bool:
        return response.status_code != 303

    by_address = limiter.limit("20 per minute", deduct_when=failed)
    by_account = limiter.limit("5 per minute", key_func=_account, deduct_when=failed)
    app.view_functions["signing.enter"] = by_address(by_account(app.view_functions["signing.enter"]))


def _account() -> str:
    return "account:" + request.form.get("email", "").strip().lower()


@blueprint.get("/sign-in")
def sign_in() -> str | Response:
    """The form."""
    return render_template("signing/sign_in.html", form=Form(), next=identity.local_address(request.args.get("next")))


@blueprint.post("/sign-in")
def enter() -> Response | tuple[str, int]:
    """Open a session. What is wrong is said the same way whether the address or the password was."""
    form = Form()
    fields: dict[str, Any] = {
        "email": form.text("email", "Enter your e-mail address"),
        "password": request.form.get("password", ""),
        "earlier_session_token": request.cookies.get(identity.session_cookie()),
    }
    form.fields.add("password")
    if not fields["password"]:
        form.errors["password"] = "Enter your password"  # noqa: S105  (a message)
    there = identity.local_address(request.form.get("next"))
    if not form.errors:
        try:
            given = {name: value for name, value in fields.items() if value}
            opened = asking.as_nobody(people.SignIn, given)["result"]
        except (NotSignedIn, NotAllowed, Invalid) as error:
            form.errors["email"] = error.message
        else:
            session.clear()  # a form opened before signing in is worth nothing after it
            response = redirect(there, 303)
            identity.set_session(response, opened["session_token"])
            return response
    return render_template("signing/sign_in.html", form=form, next=there), 422


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Close the session here and in `people`."""
    token = request.cookies.get(identity.session_cookie(), "")
    identity.identities().forget("session_token", token)
    response = redirect(url_for("signing.sign_in"), 303)
    identity.end_session(response)
    session.clear()
    try:
        asking.do(people.SignOut, {"session_token": token})
    except WaymarkError:
        # signed out here all the same; the session ends by its own time-out at the latest
        log.warning("a session could not be closed in people")
    return response


@blueprint.get("/account")
def account() -> str:
    """One's own name, roles and API tokens."""
    return _account_page(Form({"name": "", "expires_on": ""}))


@blueprint.post("/account/tokens")
def make_token() -> str | tuple[str, int]:
    """Make an API token and show it, this once."""
    form = Form()
    scopes = ["read", "write"] if form.values.get("scope") == "write" else ["read"]
    last = system.today() + timedelta(days=90)
    fields = {
        "name": form.text("name", "Enter what the token is for"),
        "scopes": scopes,
        "expires_on": last.isoformat(),
    }
    reply = carry_out(form, people.CreateApiToken, fields)
    if reply is None:
        return _account_page(form), 422
    return _account_page(Form(), token=reply["result"]["token"])


@blueprint.post("/account/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> Response:
    """Make a token worthless."""
    asking.do(people.RevokeApiToken, {"token_id": token_id}, key=request.form.get("key"))
    flash("The token no longer opens anything.", "done")
    return redirect(url_for("signing.account"), 303)


@blueprint.get("/accessibility")
def accessibility() -> str:
    """What was checked, what is not right yet."""
    return render_template("signing/accessibility.html")


def _account_page(form: Form, token: str | None = None) -> str:
    mine = asking.ask(people.MyAccount)
    return render_template("signing/account.html", mine=mine, form=form, token=token, who=g.person)
