"""How outputs stand with what the funder asks, as a list of what is owed and one by one; notices, terms, policies."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from services.outputs.commands import standing
from services.outputs.commands.acknowledging import shown as result_shown
from services.outputs.commands.finding import get
from services.outputs.commands.standing import Standing
from services.outputs.domain import acknowledgement
from services.outputs.domain.dates import PartialDate
from services.outputs.tables import award_terms, known_awards, notices, outputs
from shared import policies, visible
from shared.context import today
from shared.errors import NotFound
from shared.messaging.outbox import version_of
from shared.pages import page
from shared.policies import openaccess
from shared.policies.awards import in_force
from shared.rows import plain, versioned
from shared.words import words_of

NOTICE = ("notice_id", "programme_id", "output_id", "kind", "told_on", "planned_on", "channel", "reference",
          "with_output_ids", "version")  # fmt: skip
TERMS = ("award_term_id", "programme_id", "award_id", "from_on", "award_kind", "nihr_majority", "notice_days",
         "notice_counted", "notice_covers", "reason_code", "version")  # fmt: skip


def listed(
    session: Session,
    *,
    programme_id: str,
    owed: bool = False,
    open_access: str | None = None,
    acknowledgement: str | None = None,
    notice: str | None = None,
    award_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> dict[str, Any]:
    """The newest first. Positions follow from rules and the day, so they are worked out and not looked up."""
    if limit == 0:
        stands = (outputs.c.absorbed_by.is_(None), outputs.c.withdrawn_kind.is_(None))
        query = select(func.count()).where(outputs.c.programme_id == programme_id, *stands)
        return {"items": [], "next": None, "total": session.execute(query).scalar_one()}
    found = [
        one
        for one in standing.of_programme(session, programme_id)
        if (not owed or one.owed)
        and open_access in (None, one.open_access.state)
        and acknowledgement in (None, one.acknowledgement)
        and notice in (None, one.notice.state)
        and (award_id is None or award_id in one.award_ids)
    ]
    first = next((n for n, one in enumerate(found, 1) if one.row.output_id == after), 0) if after else 0
    rows = found[first : first + limit]
    more = len(found) > first + limit
    return {"items": [_row(one) for one in rows], "next": rows[-1].row.output_id if more else None}


def shown(session: Session, *, output_id: str) -> dict[str, Any]:
    """One output: each clause of each policy, the evidence with its day, the checked text, the notices."""
    now = get(session, output_id)
    one = standing.of_output(session, output_id)
    clauses = [
        {**_clause(found.clause), "outcome": found.outcome, "decides": found.counts}
        for found in one.open_access.findings
    ]
    evidence = one.evidence
    checked = one.checked
    decides = one.open_access.clause
    return _row(one) | {
        "open_access_ask": policies.clause(decides).ask if decides else None,
        "clauses": clauses,
        "known": {
            name: {"value": value, "known_on": on} for name, (value, on) in evidence.known.items() if value is not None
        }
        if evidence
        else {},
        "known_on": evidence.known_on.isoformat() if evidence else None,
        "acknowledgement_checked_on": checked.checked_on.isoformat() if checked else None,
        "acknowledgement_judged_on": checked.judged_on.isoformat() if checked else None,
        "acknowledgement_results": [
            {**_clause(clause), "outcome": outcome, "decides": not policies.clause(clause).advice}
            for clause, outcome in checked.results.items()
        ]
        if checked
        else [],
        **(words_of(session, checked, checked_text="text_id") if checked else {"checked_text": None}),
        "wording": acknowledgement.wording(one.references, one.award_kind),
        "notices": [plain(row, [name for name in NOTICE if name != "version"]) for row in one.notices],
        "version": version_of(session, now.output_id),
    }


def tried(
    session: Session,
    *,
    programme_id: str,
    text: str,
    output_id: str | None = None,
    award_ids: list[str] | None = None,
    on: date | None = None,
) -> dict[str, Any]:
    """Each clause with its place in the text, and a wording for these awards. Nothing is recorded."""
    if output_id:
        if get(session, output_id).programme_id != programme_id:
            raise NotFound("There is no such output.")
        one = standing.of_output(session, output_id)
        about = one.about(on)
    else:
        of = known_awards.c
        query = select(of.reference).where(of.programme_id == programme_id, of.award_id.in_(award_ids or []))
        references = tuple(session.execute(query.order_by(of.reference)).scalars())
        day = on or today()
        terms = in_force(standing.terms_of(session, programme_id), award_ids or [], day)
        kinds = {one.award_kind for one in terms if one.award_kind}
        about = acknowledgement.About(day, references, kinds.pop() if len(kinds) == 1 else None)
    results = acknowledgement.check(text, about)
    return {
        "acknowledged": acknowledgement.acknowledged(results),
        "judged_on": about.on.isoformat(),
        "awards": list(about.awards),
        "results": [result_shown(one) for one in results],
        "wording": acknowledgement.wording(about.awards, about.award_kind),
    }


def list_notices(
    session: Session, *, programme_id: str, output_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """The newest first."""
    of = notices.c
    query = versioned(notices, of.notice_id).where(
        of.programme_id == programme_id, visible.of_whole_programmes("outputs.notices", of.programme_id)
    )
    if output_id:
        query = query.where(of.output_id == output_id)
    by = (cast(of.told_on, Text), of.notice_id)
    return page(session, query, by, lambda row: plain(row, NOTICE), after=after, limit=limit, descending=True)


def notice(session: Session, *, notice_id: str) -> dict[str, Any]:
    """One notice, and how it stands against the rule."""
    row = session.execute(versioned(notices, notices.c.notice_id).where(notices.c.notice_id == notice_id)).one()
    its = standing.of_output(session, row.output_id).notice
    return plain(row, NOTICE) | {"state": its.state, "due_on": its.latest_on and its.latest_on.isoformat()}


def list_award_terms(
    session: Session, *, programme_id: str, award_id: str | None = None, after: str | None = None, limit: int
) -> dict[str, Any]:
    """In order of award and day."""
    of = award_terms.c
    query = versioned(award_terms, of.award_term_id).where(
        of.programme_id == programme_id, visible.of_whole_programmes("outputs.award_terms", of.programme_id)
    )
    if award_id:
        query = query.where(of.award_id == award_id)
    by = (of.award_id + cast(of.from_on, Text), of.award_term_id)
    return page(session, query, by, lambda row: plain(row, TERMS), after=after, limit=limit)


def award_term(session: Session, *, award_term_id: str) -> dict[str, Any]:
    """The terms of one award from a day on."""
    of = award_terms.c
    row = session.execute(versioned(award_terms, of.award_term_id).where(of.award_term_id == award_term_id)).one()
    return plain(row, TERMS)


def funder_policies(session: Session) -> dict[str, Any]:  # noqa: ARG001  (what answers a request takes a session)
    """Every clause of every policy, for pages."""
    return {
        "items": [
            {
                "policy": policy.key,
                "title": policy.title,
                "dated_by": policy.dated_by,
                "clauses": [
                    _clause(clause.id)
                    | {
                        "since": clause.since and clause.since.isoformat(),
                        "until": clause.until and clause.until.isoformat(),
                        "decides": not clause.advice,
                        "source": clause.source,
                    }
                    for clause in policy.clauses.values()
                ],
            }
            for policy in policies.policies().values()
        ]
    }


def _row(one: Standing) -> dict[str, Any]:
    of = one.row
    return {
        "output_id": of.output_id,
        "programme_id": of.programme_id,
        "title": of.title,
        "type": of.type,
        "subtype": of.subtype,
        "output_state": of.state,
        "date": str(PartialDate(of.on_date, of.date_precision)),
        "award_ids": one.award_ids,
        "open_access": one.open_access.state,
        "open_access_clause": one.open_access.clause,
        "acknowledgement": one.acknowledgement,
        "notice": one.notice.state,
        "notice_clause": one.notice.clause,
        "notice_due_on": one.notice.latest_on and one.notice.latest_on.isoformat(),
        "notice_told_on": one.notice.told_on and one.notice.told_on.isoformat(),
        "owed": one.owed,
        "to_do": to_do(one),
    }


def to_do(one: Standing) -> list[str]:
    """What must be done about it, a sentence each."""
    found = []
    position = one.open_access
    if position.state in (openaccess.NOT_COMPLIANT, openaccess.UNKNOWN):
        failing = [
            f.clause for f in position.findings if f.counts and f.outcome in (openaccess.FAILED, openaccess.UNKNOWN)
        ]
        found += [policies.clause(clause).mend for clause in failing or [position.clause or "oa.kind"]]
    if one.acknowledgement == "not_checked":
        found.append("Check how it acknowledges the funder")
    elif one.acknowledgement == "not_acknowledged" and one.checked:
        failing = [key for key, outcome in one.checked.results.items() if outcome == acknowledgement.FAILED]
        found += [policies.clause(key).mend for key in failing if not policies.clause(key).advice]
    if one.owed and one.notice.clause and one.notice.told_on is None and not one.public:
        found.append(policies.clause(one.notice.clause).mend)
    return list(dict.fromkeys(found))


def _clause(id_: str) -> dict[str, Any]:
    clause = policies.clause(id_)
    return {"clause": clause.id, "ask": clause.ask, "mend": clause.mend}
