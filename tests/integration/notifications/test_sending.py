"""The mail goes out once, whatever happens between any two lines."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.notifications import sender
from services.notifications.channels import smtp
from services.notifications.commands import sending
from services.notifications.sender import send_due
from shared.database import transaction
from shared.settings import settings

ROOT = Path(__file__).parents[3]


class Killed(BaseException):
    """Stands for kill -9: nothing that the sender catches, so its transaction rolls back and its rows stay."""


def state(world: Any) -> str:
    (row,) = world.rows()
    return str(row.state)


def test_the_funder_gets_the_report_by_mail_with_its_pdf_and_a_link(world: Any) -> None:
    fact = world.submitted(world.person("Fay Funder"), by=world.person("Pat Manager"))
    world.heard(fact)
    send_due(world.engine)
    (mail,) = world.post.mails
    assert mail["Subject"] == "Six-monthly progress report"
    words = mail.get_body(("plain",)).get_content()
    assert "Dear Fay Funder," in words
    assert "Pat Manager submitted “Six-monthly progress report”" in words
    assert f"https://waymark.example/reports/{fact.subject}" in words
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("report.pdf", b"%PDF-1.7 a report")
    (row,) = world.rows()
    assert world.facts() == [
        ("message.sent", {"person_id": row.person_id, "channel": "email", "cause_event_id": str(fact.id),
                          "rule": "report_submitted", "attempts": 1})
    ]  # fmt: skip


def test_sending_again_and_again_sends_once(world: Any) -> None:
    world.heard(world.submitted(world.person()))
    for _ in range(3):
        send_due(world.engine)
    assert len(world.post.mails) == 1


def test_mail_of_a_sample_says_so(world: Any) -> None:
    world.programme = "SAMPLE-TEST"
    world.heard(world.submitted(world.person()))
    send_due(world.engine)
    assert world.post.mails[0]["Subject"].startswith("SAMPLE, invented data: ")


def test_mail_of_a_sample_goes_to_no_public_server(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world.programme = "SAMPLE-TEST"
    world.heard(world.submitted(world.person()))
    monkeypatch.setattr(smtp.Server, "is_local", lambda self: False)
    send_due(world.engine)
    (row,) = world.rows()
    assert (row.state, row.attempts) == ("waiting", 0)
    assert "sample" in row.reason
    assert world.post.mails == []


BEFORE = ("_people", "_mail")


@pytest.mark.parametrize("line", BEFORE)
def test_killed_before_it_is_handed_over_it_is_sent_once_after_the_restart(
    world: Any, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    world.heard(world.submitted(world.person()))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sender, line, _kill)
        send_due(world.engine)
    assert state(world) == "sending"
    send_due(world.engine)
    assert (state(world), len(world.post.mails)) == ("sent", 1)
    assert world.tries() == ["interrupted", "sent"]


def test_a_message_that_stops_the_sender_each_time_is_given_up_in_the_end(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.heard(world.submitted(world.person()))
    with monkeypatch.context() as patch:
        patch.setattr(sender, "_mail", _kill)
        for _ in range(7):
            with pytest.raises(Killed):
                send_due(world.engine)
    send_due(world.engine)
    assert (state(world), world.tries()[-1]) == ("failed", "given_up")
    assert world.post.mails == []


@pytest.mark.parametrize("line", ["_text", "sent"])
def test_killed_while_it_is_handed_over_it_is_never_sent_twice_and_not_lost_in_silence(
    world: Any, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    world.heard(world.submitted(world.person()))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(smtp if line == "_text" else sending, line, _kill)
        send_due(world.engine)
    accepted = len(world.post.mails)  # 1 when it died after the server's yes, 0 before
    for _ in range(3):
        send_due(world.engine)
    (row,) = world.rows()
    assert len(world.post.mails) == accepted
    assert row.state == "failed"
    assert row.reason.startswith("unconfirmed")
    ((kind, fact),) = world.facts()
    assert (kind, fact["reason_code"]) == ("message.failed", "unconfirmed")


def test_killed_by_the_system_at_each_step_it_is_never_sent_twice(world: Any) -> None:
    """A real process and a real SIGKILL, before the claim is used, before the text, and after the server's yes."""
    for step in ("sender._people", "smtp._text", "sending.sent"):
        world.post.mails.clear()
        world.heard(world.submitted(world.person()))
        script = (
            "import os, signal\n"
            "from services.notifications import sender\n"
            "from services.notifications.channels import smtp\n"
            "from services.notifications.commands import sending\n"
            "from shared.database import engine\n"
            f"{step} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
            "sender.send_due(engine('notifications'))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=dict(os.environ), timeout=60, capture_output=True, check=False
        )
        assert done.returncode == -signal.SIGKILL, done.stderr.decode()
        for _ in range(2):
            send_due(world.engine)
        assert len(world.post.mails) == (0 if step == "smtp._text" else 1), step


def test_a_server_that_puts_it_off_is_tried_again_later_and_at_last_it_fails(world: Any) -> None:
    world.heard(world.submitted(world.person()))
    world.post.answers = ["451 later"] * 7
    for tries in range(1, 8):
        send_due(world.engine)
        send_due(world.engine)  # not due yet: nothing happens
        assert world.rows()[0].attempts == tries
        world.make_due()
    assert state(world) == "failed"
    assert world.post.mails == []
    ((kind, fact),) = world.facts()
    assert (kind, fact["reason_code"], fact["attempts"]) == ("message.failed", "unreachable", 7)


def test_a_server_that_is_away_is_tried_again_and_then_it_is_sent(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world.heard(world.submitted(world.person()))
    with monkeypatch.context() as patch:
        patch.setattr(smtp.Server, "at", classmethod(lambda cls, url: cls("127.0.0.1", 1, False, None, None)))
        send_due(world.engine)
    assert world.rows()[0].reason == "the mail server could not be reached (ConnectionRefusedError)"
    world.make_due()
    send_due(world.engine)
    assert (state(world), len(world.post.mails)) == ("sent", 1)
    assert world.tries() == ["try_later", "sent"]


@pytest.mark.parametrize(("where", "answer"), [("rcpt", "550 no such user"), ("answers", "554 no")])
def test_a_refusal_is_final(world: Any, where: str, answer: str) -> None:
    world.heard(world.submitted(world.person()))
    setattr(world.post, where, [answer])
    send_due(world.engine)
    assert state(world) == "failed"
    assert world.facts()[0][1]["reason_code"] == "refused"


def test_when_no_answer_comes_after_the_text_it_is_not_sent_again(world: Any) -> None:
    world.heard(world.submitted(world.person()))
    world.post.answers = ["hang up"]
    send_due(world.engine)
    world.make_due()
    send_due(world.engine)
    assert state(world) == "failed"
    assert len(world.post.mails) == 1


def test_somebody_without_an_address_is_told_nothing_and_that_is_said(world: Any) -> None:
    world.heard(world.submitted(world.person(email=None)))
    send_due(world.engine)
    assert world.facts()[0][1]["reason_code"] == "no_address"


def test_without_a_mail_server_it_waits_without_using_up_tries(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world.heard(world.submitted(world.person()))
    with monkeypatch.context() as patch:
        patch.delenv("SMTP_URL")
        settings.cache_clear()
        send_due(world.engine)
    settings.cache_clear()
    (row,) = world.rows()
    assert (row.state, row.attempts, row.reason) == ("waiting", 0, "not sent: no mail server is set")
    world.make_due()
    send_due(world.engine)
    assert state(world) == "sent"


def test_a_failed_message_can_be_sent_again_at_a_persons_word(world: Any) -> None:
    world.heard(world.submitted(world.person()))
    world.post.answers = ["554 no"]
    send_due(world.engine)
    with transaction(world.engine) as session:
        sending.send_again(session, message_id=world.rows()[0].message_id)
    send_due(world.engine)
    assert (state(world), len(world.post.mails)) == ("sent", 1)


def test_two_senders_at_once_send_each_message_once(world: Any) -> None:
    import eventlet

    for _ in range(6):
        world.heard(world.submitted(world.person()))
    threads = [eventlet.spawn(_drain, world) for _ in range(2)]
    for thread in threads:
        thread.wait()
    assert [row.state for row in world.rows()] == ["sent"] * 6
    assert len({mail["Message-ID"] for mail in world.post.mails}) == len(world.post.mails) == 6


def test_no_address_is_kept_or_logged(world: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = world.person(email="nobody.else@example.org")
    world.heard(world.submitted(person))
    world.post.rcpt = ["550 no such user nobody.else@example.org"]
    send_due(world.engine)
    logged = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("services", "shared"))
    )
    for text in (str(world.rows()), str(world.facts()), logged):
        assert "nobody.else" not in text


def _kill(*_: Any, **__: Any) -> None:
    raise Killed


def _drain(world: Any) -> None:
    from shared.messaging.client import Client

    client = Client(settings().amqp_uri, timeout=5)
    while claimed := sending.claim(world.engine):
        sender.send(world.engine, claimed, client, settings())
    client.close()
