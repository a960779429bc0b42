"""The scheduled job that sends what is due: claim, find the address, make the mail, hand it over, note what came of it.

Woken every two seconds under an advisory lock (`shared.schedule`), so that one process at a time sends. Addresses live
in memory for the length of one mail, and in no log.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.notifications import matrix
from services.notifications.channels import email, smtp
from services.notifications.commands import knowing, sending
from services.notifications.commands.sending import Claimed
from services.notifications.domain import wording
from shared import clock
from shared.calls.people import ContactDetails
from shared.errors import NotFound, Unavailable
from shared.files import Files
from shared.messaging.client import Client
from shared.settings import Settings, settings

log = structlog.get_logger()

NO_SERVER = "not sent: no mail server is set"
NOT_LOCAL = "not sent: mail of a sample goes only to a mail server on this machine or a private network"
#: programmes of a sample say so in their id (shared with the reports)
SAMPLE = "SAMPLE-"


class Hold(Exception):
    """Something of ours is away or not set: not a try."""


def send_due(engine: Engine) -> None:
    """Send every message that is due, one after another; called by the schedule, safe to call at any time."""
    sending.settle_interrupted(engine)
    client: Client | None = None
    try:
        while claimed := sending.claim(engine):
            client = client or Client(settings().amqp_uri, timeout=5, size=1, name="notifications")
            with structlog.contextvars.bound_contextvars(message=claimed.message_id, rule=claimed.rule):
                send(engine, claimed, client, settings())
    finally:
        if client is not None:
            client.close()


def send(engine: Engine, claimed: Claimed, client: Client, chosen: Settings) -> None:
    """One try of one message."""
    try:
        server = _server(claimed, chosen)
        people = _people(claimed, client)
        to = people.get(claimed.person_id)
        if to is None:
            sending.give_up(engine, claimed, "no_address", "people has no address of this person")
            return
        mail = _mail(engine, claimed, chosen, people)
        accepted = smtp.hand_over(
            server, mail, to["email"], chosen.mail_from, lambda: sending.handing_over(engine, claimed)
        )
    except Hold as held:
        sending.hold(engine, claimed, str(held), timedelta(seconds=20))
    except smtp.TryLater as later:
        sending.try_later(engine, claimed, "unreachable", str(later))
    except smtp.Refused as refused:
        sending.give_up(engine, claimed, "refused", str(refused))
    except smtp.Unconfirmed as unconfirmed:
        sending.give_up(engine, claimed, "unconfirmed", f"{unconfirmed}: find out whether it arrived")
    except ValueError:
        sending.give_up(engine, claimed, "no_address", "the address of this person is not an e-mail address")
    else:
        if accepted:
            sending.sent(engine, claimed)
            log.info("sent", attempt=claimed.number)


def _server(claimed: Claimed, chosen: Settings) -> smtp.Server:
    if not chosen.smtp_url:
        raise Hold(NO_SERVER)
    server = smtp.Server.at(chosen.smtp_url)
    if (chosen.sample or _is_sample(claimed)) and not server.is_local():
        raise Hold(NOT_LOCAL)
    return server


def _people(claimed: Claimed, client: Client) -> dict[str, dict[str, Any]]:
    """Names and addresses of the recipient and of whoever caused the message."""
    wanted = [person for person in (claimed.person_id, claimed.cause["actor_id"]) if not person.startswith("system:")]
    try:
        found = client.call(ContactDetails, {"person_ids": list(dict.fromkeys(wanted))}, actor=sending.SENDER)
    except Unavailable:
        raise Hold("not sent yet: the people service does not answer") from None
    return {each["person_id"]: each for each in found["items"]}


def _mail(engine: Engine, claimed: Claimed, chosen: Settings, people: dict[str, dict[str, Any]]) -> Any:
    letter = _letter(engine, claimed, chosen, people)
    to = people[claimed.person_id]
    return email.compose(
        letter,
        sender=chosen.mail_from,
        name=to["name"],
        address=to["email"],
        message_id=email.message_id_of(claimed.business_key, chosen.public_url),
        now=clock.system.now(),
    )


def _letter(engine: Engine, claimed: Claimed, chosen: Settings, people: dict[str, dict[str, Any]]) -> email.Letter:
    rule = matrix.rules()[claimed.rule]
    with Session(engine) as session:
        programme = knowing.title(session, claimed.programme_id)
        thing = knowing.title(session, claimed.cause["subject"])
    actor_id = claimed.cause["actor_id"]
    actor = wording.SYSTEM.get(actor_id) or people.get(actor_id, {}).get("name")
    known = claimed.cause["says"] | {
        "actor": actor,
        "programme": programme,
        "thing": thing,
        "subject": claimed.cause["subject"],
        "programme_id": claimed.programme_id,
    }
    return email.Letter(
        subject=wording.said(rule.subject, known),
        greeting=f"Dear {people[claimed.person_id]['name']},",
        paragraphs=tuple(wording.said(text, known) for text in (rule.says, *rule.more)),
        link_text=rule.link_text,
        link=chosen.public_url + wording.said(rule.link_path, known),
        why=f"You are told because of your part in {programme or 'the programme'}. Waymark sent this by itself.",
        sample=chosen.sample or _is_sample(claimed),
        attachments=_attachments(claimed, chosen, rule.attach),
    )


def _attachments(claimed: Claimed, chosen: Settings, kind: str | None) -> tuple[tuple[str, str, bytes], ...]:
    wanted = claimed.cause.get("attach")
    if not wanted or not kind:
        return ()
    try:
        content = Files(chosen.files_url).read(wanted["sha256"])
    except (NotFound, OSError):
        raise Hold("not sent yet: the file to attach cannot be read") from None
    return ((kind, wanted.get("file_name") or f"report.{kind}", content),)


def _is_sample(claimed: Claimed) -> bool:
    return claimed.programme_id.startswith(SAMPLE)
