"""How outputs stand with what the funder asks: everything that is known of them, read together, and judged.

What was merged into an output is known of that output. Terms are those of the awards that it is attributed to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from services.outputs.domain import acknowledgement as checker
from services.outputs.domain.dates import PartialDate
from services.outputs.tables import (
    acknowledgements,
    attributions,
    award_terms,
    known_awards,
    known_programmes,
    notices,
    open_access,
    outputs,
)
from shared.context import today
from shared.policies import awards, openaccess
from shared.policies import notice as notices_of_policy
from shared.policies.awards import AwardTerms

#: whose bank holidays count where nobody told of the programme
NATION = "england"
_DAYS = frozenset({"submitted_on", "europe_pmc_on", "pubmed_central_on"})
OUTPUT = (
    outputs.c.output_id, outputs.c.programme_id, outputs.c.type, outputs.c.subtype, outputs.c.title, outputs.c.state,
    outputs.c.on_date, outputs.c.date_precision, outputs.c.identifiers, outputs.c.licence, outputs.c.absorbed_by,
    outputs.c.withdrawn_kind, outputs.c.authors, outputs.c.submitted_on, outputs.c.recorded_by,
)  # fmt: skip


@dataclass(slots=True)
class Standing:
    """One output and how it stands."""

    row: Any
    #: our ids of the awards that it is attributed to, and the funder's numbers of those that are known here
    award_ids: list[str]
    references: list[str]
    terms: list[AwardTerms]
    evidence: Row[Any] | None
    checked: Row[Any] | None
    notices: list[Row[Any]]
    nation: str
    open_access: openaccess.Position = field(init=False)
    acknowledgement: str = field(init=False)
    notice: notices_of_policy.Standing = field(init=False)

    def __post_init__(self) -> None:
        self.open_access = openaccess.position(self._article(), self._known(), self.terms)
        self.acknowledgement = self._acknowledgement()
        told = [each.told_on for each in self.notices]
        of = self.row
        self.notice = notices_of_policy.standing(
            (of.type, of.subtype), of.on_date, told, today(), terms=self.terms, nation=self.nation
        )

    @property
    def public(self) -> bool:
        return bool(self.row.state == "public")

    @property
    def award_kind(self) -> str | None:
        """Infrastructure or project, where all awards with terms say the same."""
        kinds = {one.award_kind for one in self.terms if one.award_kind}
        return kinds.pop() if len(kinds) == 1 else None

    @property
    def owed(self) -> bool:
        """Whether something must be done about it."""
        article = self.open_access.state in (openaccess.NOT_COMPLIANT, openaccess.UNKNOWN)
        thanks = self.acknowledgement in ("not_acknowledged", "not_checked")
        told = self.notice.state == notices_of_policy.NOT_GIVEN or (
            self.notice.state == notices_of_policy.STILL_TIME and not self.public
        )
        return article or thanks or told

    def about(self, on: date | None = None) -> checker.About:
        """What the checker must know of it."""
        of = self.row
        media = checker.is_media(of.type, of.subtype)
        return checker.About(on or of.on_date, tuple(self.references), self.award_kind, media)

    def _article(self) -> openaccess.Article:
        of = self.row
        on = PartialDate(of.on_date, of.date_precision)
        first, last = (on.first, on.last) if self.public else (None, None)
        return openaccess.Article(of.type, of.subtype, first, last, of.identifiers.get("issn"))

    def _known(self) -> openaccess.Evidence:
        known = established(self.evidence)
        # what the output itself says holds where no evidence says otherwise
        known.setdefault("licence_vor", self.row.licence)
        known.setdefault("submitted_on", self.row.submitted_on)
        return openaccess.Evidence(**known, acknowledged=self.checked.acknowledged if self.checked else None)

    def _acknowledgement(self) -> str:
        if self.checked:
            return "acknowledged" if self.checked.acknowledged else "not_acknowledged"
        if not self.public or not checker.needed(self.row.type, self.row.subtype):
            return "not_needed"
        return "not_checked"


def established(row: Row[Any] | None) -> dict[str, Any]:
    """What the evidence says, as the rule takes it."""
    known = {name: value for name, (value, _) in (row.known if row else {}).items() if value is not None}
    return {name: date.fromisoformat(value) if name in _DAYS else value for name, value in known.items()}


def of_output(session: Session, output_id: str) -> Standing:
    """One output. It must be there."""
    row = session.execute(select(*OUTPUT).where(outputs.c.output_id == output_id)).one()
    return of_rows(session, row.programme_id, [row])[0]


def of_programme(session: Session, programme_id: str) -> list[Standing]:
    """Every output of a programme that stands for itself."""
    query = select(*OUTPUT).where(outputs.c.programme_id == programme_id)
    stands = query.where(outputs.c.absorbed_by.is_(None), outputs.c.withdrawn_kind.is_(None))
    rows = session.execute(stands.order_by(outputs.c.on_date.desc(), outputs.c.output_id.desc())).all()
    return of_rows(session, programme_id, rows)


def of_rows(session: Session, programme_id: str, rows: Sequence[Any]) -> list[Standing]:
    """These outputs of one programme, read together in a handful of statements."""
    wanted = None if len(rows) > 1 else [row.output_id for row in rows]
    family = _family(session, programme_id, wanted)
    evidence = _by_output(session, open_access, programme_id, family)
    checked = _by_output(session, acknowledgements, programme_id, family)
    told = _by_output(session, notices, programme_id, family)
    attributed = _by_output(session, attributions, programme_id, family)
    of = known_awards.c
    numbers = session.execute(select(of.award_id, of.reference).where(of.programme_id == programme_id))
    references = {row.award_id: row.reference for row in numbers}
    terms = terms_of(session, programme_id)
    nation = nation_of(session, programme_id)
    found = []
    for row in rows:
        key = row.output_id
        its = [a for a in attributed[key] if a.award_id and a.state in ("asserted", "agreed", "disputed")]
        ids = sorted({each.award_id for each in its})
        found.append(
            Standing(
                row,
                ids,
                [references[award] for award in ids if award in references],
                awards.in_force(terms, ids, row.on_date),
                _own(evidence[key], key),
                _own(checked[key], key),
                sorted(told[key], key=lambda each: (each.told_on, each.notice_id)),
                nation,
            )
        )
    return found


def nation_of(session: Session, programme_id: str) -> str:
    """Whose bank holidays count."""
    of = known_programmes.c
    return session.execute(select(of.nation).where(of.programme_id == programme_id)).scalar() or NATION


def terms_of(session: Session, programme_id: str) -> list[AwardTerms]:
    """Terms of the programme's awards."""
    names = [each.name for each in fields(AwardTerms)]
    query = select(*(award_terms.c[name] for name in names)).where(award_terms.c.programme_id == programme_id)
    return [AwardTerms(**row._mapping) for row in session.execute(query)]


def _family(session: Session, programme_id: str, wanted: Sequence[str] | None) -> dict[str, str]:
    """Record -> the one that it stands with, itself where it stands for itself."""
    of = outputs.c
    query = select(of.output_id, of.stands_with).where(of.programme_id == programme_id)
    if wanted is not None:
        query = query.where(or_(of.output_id.in_(wanted), of.stands_with.in_(wanted)))
    return {row.output_id: row.stands_with or row.output_id for row in session.execute(query)}


def _by_output(session: Session, table: Any, programme_id: str, family: dict[str, str]) -> dict[str, list[Row[Any]]]:
    query = select(table).where(table.c.programme_id == programme_id)
    if len(family) <= 50:
        query = query.where(table.c.output_id.in_(family))
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(query):
        if row.output_id in family:
            found[family[row.output_id]].append(row)
    return found


def _own(rows: Iterable[Row[Any]], key: str) -> Row[Any] | None:
    """The output's own where there is one, else that of a record that was merged into it."""
    return min(rows, key=lambda row: (row.output_id != key, row.output_id), default=None)
