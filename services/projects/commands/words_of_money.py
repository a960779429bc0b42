"""What money is named by: its award, headings and organisations, each of this programme; and its currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from services.projects.domain.budgets import Award
from services.projects.domain.spending import check_currency
from services.projects.tables import award_extensions, awards, budget_headings, partners, programmes
from services.projects.vocabulary import headings
from shared.errors import Invalid
from shared.rows import check_known
from shared.rules import rules


def decimal(money: Mapping[str, str]) -> Decimal:
    """The amount of money as a request gives it."""
    return Decimal(money["amount"])


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """Money as facts write it."""
    return {"amount": f"{amount:.2f}", "currency": currency}


def award_of(session: Session, programme_id: str, award_id: str | None) -> tuple[Row[Any], Award]:
    """The award, locked, and what it is worth now; the programme's only one when none is named. Raises Invalid."""
    check_known(session, programmes.c.programme_id, [programme_id], programme_id, "programme_id")
    of = awards.c
    query = select(awards).where(of.programme_id == programme_id).order_by(of.award_id).with_for_update()
    found = session.execute(query.where(of.award_id == award_id) if award_id else query).all()
    if not found:
        words = f"There is no award {award_id or ''} here".replace("  ", " ")
        raise Invalid(f"{words}: record it first.", {"award_id": [words]})
    if len(found) > 1:
        words = f"Say which award: {', '.join(row.award_id for row in found)}"
        raise Invalid(f"{words}.", {"award_id": [words]})
    row = found[0]
    if row.amount is None:
        words = "The award's value is not recorded, so there is nothing to hold money against"
        raise Invalid(f"{words}.", {"award_id": [words]})
    of_it = award_extensions.c
    changes = session.execute(select(func.sum(of_it.amount_change)).where(of_it.award_id == row.award_id)).scalar()
    return row, Award(row.amount + (changes or Decimal(0)), row.starts_on, row.ends_on)


def currency_of(award: Row[Any], lines: Iterable[Mapping[str, Any]], field: str = "amount") -> str:
    """The award's currency, which every amount must be in. Raises Invalid."""
    with rules():
        for line in lines:
            check_currency(line["amount"]["currency"], award.currency, field)
    return str(award.currency)


def check_words(
    session: Session, programme_id: str, award: Row[Any], lines: Iterable[Mapping[str, Any]], field: str
) -> None:
    """Raise Invalid when a line names a heading or an organisation that is not of the programme."""
    lines = list(lines)
    known = headings_of(session, programme_id)
    if strange := sorted({line["heading"] for line in lines} - known.keys()):
        words = f"No heading of this programme: {', '.join(strange)}. Choose from: {', '.join(known)}"
        raise Invalid(f"{words}.", {field: [words]})
    check_organisations(session, programme_id, {line["partner_org_id"] for line in lines}, field, award)


def check_organisations(
    session: Session, programme_id: str, org_ids: set[str], field: str, award: Row[Any] | None = None
) -> None:
    """Raise Invalid when one is neither host, contractor nor partner of the programme."""
    if strange := sorted(org_ids - organisations_of(session, programme_id, award)):
        words = f"Neither host nor partner of this programme: {', '.join(strange)}"
        raise Invalid(f"{words}.", {field: [words]})


def organisations_of(session: Session, programme_id: str, award: Row[Any] | None = None) -> set[str]:
    """Host, contractor and partners, those of single projects included."""
    host = select(programmes.c.host_org_id).where(programmes.c.programme_id == programme_id)
    joined = select(partners.c.org_id).where(partners.c.programme_id == programme_id)
    found = set(session.execute(host.union(joined)).scalars())
    return found | ({award.contracted_org_id} if award is not None and award.contracted_org_id else set())


def headings_of(session: Session, programme_id: str) -> dict[str, str]:
    """The usual headings and the programme's own, key -> title."""
    return headings() | own_headings_of(session, programme_id)


def own_headings_of(session: Session, programme_id: str) -> dict[str, str]:
    """The headings that the programme added."""
    of = budget_headings.c
    rows = session.execute(select(of.key, of.title).where(of.programme_id == programme_id).order_by(of.key))
    return {row.key: row.title for row in rows}
