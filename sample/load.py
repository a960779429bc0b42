"""Tells the sample story to a running installation, through its public API, month by month.

    python -m sample.load --url http://127.0.0.1:8000 --token-file .waymark/operator-token --data .waymark

Safe to stop and start again: every step carries its key, and what was done is not done twice. Writes the accounts that
one can sign in with to DATA/sign-ins.json. Refused by an installation that was not made as a sample.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from typing import Any

import requests

from sample import cast, compliance, duties, story
from sample.returns import RETURNS, TEMPLATE, Return
from sample.steps import PROGRAMME, Step, an_id

BATCH = 100
#: seconds for which a slow machine is asked again: it has not answered yet, and every step carries its key
PATIENCE = 600


class Installation:
    """The API of a running installation, spoken to as its operator."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def tell(self, steps: list[Step]) -> list[dict[str, Any]]:
        """Carry out steps in order, many in one request. Gives their replies. Raises at the first refusal."""
        replies: list[dict[str, Any]] = []
        for text in (text for step in steps for text in step.files):
            self._send("POST", "/api/v1/files", files={"file": ("evidence.txt", text.encode())})
        for first in range(0, len(steps), BATCH):
            items = [
                {
                    "call": step.call,
                    "fields": step.fields,
                    "recorded_on": step.on.isoformat(),
                    "idempotency_key": step.key,
                    "as_person_id": None if step.by == "operator" else cast.person_id(step.by),
                }
                for step in steps[first : first + BATCH]
            ]
            answer = self._send("POST", "/api/v1/batch", json={"origin": "sample", "items": items})
            replies += answer["replies"]
        return replies

    def one(self, step: Step) -> dict[str, Any]:
        """Carry out one step; gives its result."""
        result: dict[str, Any] = self.tell([step])[0]["result"]
        return result

    def caught_up(self, replies: list[dict[str, Any]]) -> None:
        """Wait until the ledger holds the last fact that these replies name."""
        events = [event for reply in replies for event in reply.get("events", ())]
        for event in events[-3:]:  # the last of each service that took part in the month, near enough
            self.holds(event)

    def holds(self, event: str) -> None:
        """Wait until the ledger holds a fact."""
        give_up = time.monotonic() + 60
        while self._send("GET", f"/api/v1/events/{event}?wait=2").get("position") is None:
            if time.monotonic() > give_up:
                raise SystemExit("The ledger does not take the sample's facts in: see `./waymark status`.")

    def duty_met(self, obligation_id: str) -> None:
        """Wait until the plan has heard of a report that meets a duty: else the story would go on past its due day."""
        give_up = time.monotonic() + 60
        while not (event := self._send("GET", f"/api/v1/duties/{obligation_id}")["met_event_id"]):
            if time.monotonic() > give_up:
                raise SystemExit("The plan does not hear of submitted reports: see `./waymark status`.")
            time.sleep(0.1)
        self.holds(event)

    def draft(self, period: Return) -> dict[str, Any]:
        """The report of a period as it stands."""
        query = {
            "programme_id": PROGRAMME,
            "template": TEMPLATE,
            "period_from": period.start.isoformat(),
            "period_to": period.end.isoformat(),
        }
        return self._send("GET", "/api/v1/reports/draft", params=query)

    def submitted(self, report_id: str) -> bool:
        """Whether that report was submitted by an earlier, unfinished load."""
        answer = self.session.get(f"{self.url}/api/v1/reports/{report_id}", timeout=60)
        return bool(answer.ok and answer.json()["state"] == "submitted")

    def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        give_up = time.monotonic() + PATIENCE
        answer = self.session.request(method, self.url + path, timeout=120, **options)
        while answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE and time.monotonic() < give_up:
            time.sleep(1)
            answer = self.session.request(method, self.url + path, timeout=120, **options)
        if not answer.ok:
            raise SystemExit(f"The sample cannot be loaded: {method} {path}: {answer.status_code} {answer.text[:2000]}")
        found: dict[str, Any] = answer.json()
        return found


def accounts(passwords: dict[str, str]) -> Iterator[Step]:
    """Accounts for those of the cast who sign in."""
    for key, password in passwords.items():
        person = cast.PEOPLE[key]
        fields = {"person_id": cast.person_id(key), "email": person.email, "password": password}
        yield Step(cast.BEGINNING, "people.create_account", fields)


def sign_ins(data: Path) -> dict[str, str]:
    """The accounts' passwords: made once at random, and kept in DATA/sign-ins.json, which only its owner can read."""
    file = data / "sign-ins.json"
    wanted = [key for key, person in cast.PEOPLE.items() if person.account]
    if file.exists():
        kept = {row["email"]: row["password"] for row in json.loads(file.read_text())}
        return {key: kept[cast.PEOPLE[key].email] for key in wanted}
    made = {key: "-".join(secrets.token_hex(3) for _ in range(3)) for key in wanted}
    rows = [
        {
            "name": cast.PEOPLE[key].name,
            "email": cast.PEOPLE[key].email,
            "password": made[key],
            "role": cast.PEOPLE[key].role,
        }
        for key in wanted
    ]
    file.touch(mode=0o600)
    file.write_text(json.dumps(rows, indent=2) + "\n")
    return made


def submit(to: Installation, period: Return) -> None:
    """Start the report of a period, write its summary and submit it, all on the day on which that was done."""
    on = period.submitted_on or period.start + timedelta(days=92)
    report_id = an_id("report", period.start)
    if to.submitted(report_id):  # a load that was stopped goes on
        to.duty_met(duties.half_year(period))
        return
    started = {
        "report_id": report_id,
        "programme_id": PROGRAMME,
        "template": TEMPLATE,
        "period_from": period.start.isoformat(),
        "period_to": period.end.isoformat(),
    }
    steps = [Step(on, "reporting.start_report", started, by="manager")]
    if period.summary:
        words = {"report_id": report_id, "question_id": "summary.plain", "text": period.summary}
        steps.append(Step(on, "reporting.write_narrative", words, by="manager"))
    to.caught_up(to.tell(steps))
    if period.submitted_on is None:
        return
    fields = {
        "report_id": report_id,
        "fingerprint": to.draft(period)["fingerprint"],
        "recipients": [cast.person_id("funder")],
    }
    to.caught_up(to.tell([Step(on, "reporting.submit_report", fields, by="signatory")]))
    to.duty_met(duties.half_year(period))


def load(to: Installation, as_of: date, passwords: dict[str, str], say: Any) -> None:
    """Tell everything recorded up to `as_of`, month by month, with a report at the end of each half-year."""
    steps = story.steps(as_of)
    done = 0
    due = [period for period in RETURNS if (period.submitted_on or period.start + timedelta(days=92)) <= as_of]
    for month, of_month in groupby(steps, key=lambda step: (step.on.year, step.on.month)):
        batch = list(of_month)
        reports = [period for period in due if _month(period) == month]
        day = reports[0].submitted_on or date(*month, 1) if reports else None
        before = [step for step in batch if day is None or step.on < day]
        to.caught_up(to.tell(before))
        if month == (cast.BEGINNING.year, cast.BEGINNING.month):
            to.tell(list(accounts(passwords)))
        for period in reports:
            submit(to, period)
        to.caught_up(to.tell(batch[len(before) :]))
        done += len(batch)
        say(done, len(steps), f"{date(*month, 1):%B %Y}")
    to.caught_up(to.tell([*duties.ending(as_of), *compliance.ending(as_of)]))


def _month(period: Return) -> tuple[int, int]:
    day = period.submitted_on or period.start + timedelta(days=92)
    return day.year, day.month


def progress(done: int, total: int, what: str) -> None:
    """A bar on standard error: live on a terminal, a line a year elsewhere."""
    if sys.stderr.isatty():
        width = 30 * done // total
        sys.stderr.write(f"\r  sample {'█' * width}{'░' * (30 - width)} {100 * done // total:3}%  {what:<16}")
        sys.stderr.write("\n" if done == total else "")
    elif done == total or what.startswith("December"):
        sys.stderr.write(f"  sample {100 * done // total}% ({what})\n")
    sys.stderr.flush()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="address of the installation")
    parser.add_argument("--token-file", required=True, type=Path, help="file with the operator's token")
    parser.add_argument("--data", required=True, type=Path, help="folder in which sign-ins.json is written")
    parser.add_argument("--as-of", default="today", help="the day up to which the story is told (default: today)")
    chosen = parser.parse_args(arguments)
    as_of = date.today() if chosen.as_of == "today" else date.fromisoformat(chosen.as_of)  # noqa: DTZ011
    to = Installation(chosen.url, chosen.token_file.read_text().strip())
    load(to, as_of, sign_ins(chosen.data), progress)
    return 0


if __name__ == "__main__":
    sys.exit(main())
