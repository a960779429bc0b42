"""Members of the public who shape the work: activities in ten neighbourhoods over three years, what was paid, what
changed because of them, who was told (some have not been yet), and how they described themselves. All invented; some of
the numbers are small, so that it shows how those are not shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sample.cast import org_id
from sample.plan import LIVERPOOL, PROJECTS, Project, project_id
from sample.steps import PROGRAMME, Step, an_id, months_after, working_day

FIRST, EVERY = date(2024, 3, 14), timedelta(days=19)
HOW_MANY = 54
FORMS = ("community_conversation", "workshop", "focus_group", "walking_interview", "co_research", "deliberative",
         "document_review", "recruitment_panel", "survey")  # fmt: skip
LEVELS = ("consulted", "collaborated", "co_produced", "consulted", "community_led", "co_produced", "collaborated")
STAGES = ("priorities", "design", "doing", "making_sense", "sharing")
STANDARDS = ("inclusive_opportunities", "working_together", "support_and_learning", "communications", "impact",
             "governance")  # fmt: skip
CONTRIBUTORS = (14, 9, 3, 22, 11, 7, 31, 4, 12, 16, 8, 2, 26)
HOURS_EACH = (2, 3, 2, 6)
HOSTS = ("lcvs", "healthwatch", "council", "uol", "lcvs")
TITLES = {
    "community_conversation": "Kitchen-table talks",
    "workshop": "Workshop",
    "focus_group": "Focus group",
    "walking_interview": "Walk around the streets",
    "co_research": "Community researchers at work",
    "deliberative": "Day of deliberation",
    "document_review": "Readers of plain words",
    "recruitment_panel": "Panel that chose who was appointed",
    "survey": "Open call for views",
}
#: the panel that meets every quarter, with a register; three of them are known to nearly every meeting
PANEL = ("Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliet", "Kilo", "Lima")
PANEL_FIRST, CONSENTED = date(2024, 5, 22), date(2024, 2, 7)
#: who came, meeting by meeting: from, how many, of how many that were there; Lima only until the consent ends
PANEL_MEETINGS = ((0, 7, 7), (4, 8, 8), (2, 6, 8), (0, 9, 9), (3, 4, 4), (2, 8, 8), (0, 10, 13), (3, 8, 8), (1, 3, 3),
                  (0, 11, 11))  # fmt: skip

SAID = (
    "People asked for meetings in the evening. They are in the evening now, and near the school.",
    "People said that the letter was too long. It is one page, with the number to ring first.",
    "People said that the questions left out private renting. There are four questions about it now.",
    "People asked why their streets were left out. The map was drawn anew with them.",
    "People wanted to see results before they were printed. They read them first from now on.",
    "People said that nobody like them was asked. Two more groups were invited and paid.",
)
CHANNELS = ("meeting", "newsletter", "email", "poster", "letter")
#: changes of which people have not been told yet, by the number of the activity
NOT_TOLD = frozenset({15, 33, 42, 48})
#: decisions that changed because of what people said, by the number of the activity
DECISIONS = {27: "licensing", 36: "travel"}


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity as it was held."""

    number: int
    on: date
    form: str
    project: Project
    contributors: int
    places: tuple[dict[str, str], ...]

    @property
    def key(self) -> str:
        return an_id("involvement", self.number)


def neighbourhood(number: int) -> dict[str, str]:
    """From 1 to 10."""
    return {"code": f"SAMPLE-N{number:02}", "kind": "neighbourhood", "boundary_set": "SAMPLE neighbourhoods 2024"}


def steps() -> Iterator[Step]:
    """Everything, each on the day on which it was recorded."""
    yield from _consents()
    yield from _panel()
    for activity in _activities():
        yield _held(activity)
        yield from _paid(activity)
        if activity.number % 3 == 0:
            yield from _changed(activity)
    yield from _put_right()
    yield from _profiles()


def _consents() -> Iterator[Step]:
    """The panel's members are registered and agree to be counted; one agrees no longer, later."""
    for name in PANEL:
        person = an_id("person", "panel", name)
        registered = {"person_id": person, "name": f"Invented Contributor {name}", "kind": "contributor"}
        yield Step(CONSENTED, "people.register_person", registered, by="manager")
        given = {
            "consent_id": an_id("consent", name),
            "programme_id": PROGRAMME,
            "person_id": person,
            "purposes": ["data", "testimonial"] if name in ("Alpha", "Bravo") else ["data"],
            "given_on": CONSENTED.isoformat(),
            "evidence": f"sample-form-{name.lower()}",
        }
        yield Step(CONSENTED, "people.give_consent", given, by="community")
    withdrawn = {"consent_id": an_id("consent", "Lima"), "on": "2025-03-03"}
    yield Step(date(2025, 3, 4), "people.withdraw_consent", withdrawn, by="community")


def _panel() -> Iterator[Step]:
    for number, (first, on_register, there) in enumerate(PANEL_MEETINGS):
        on = working_day(months_after(PANEL_FIRST, 3 * number))
        fields = {
            "involvement_id": an_id("involvement", "panel", number),
            "programme_id": PROGRAMME,
            "title": f"Public advisory panel, meeting {number + 1}",
            "form": "advisory_group",
            "level": "collaborated",
            "stage": STAGES[number % len(STAGES)],
            "held_on": on.isoformat(),
            "contributors": there,
            "hours": f"{there * 4}",
            "standards": ["governance", "working_together"],
            "project_ids": [],
            "places": [LIVERPOOL],
            "host_org_id": org_id("healthwatch"),
            "register_person_ids": [an_id("person", "panel", name) for name in PANEL[first : first + on_register]],
        }
        yield Step(on + timedelta(days=1), "outputs.hold_involvement", fields, by="community")


def _activities() -> Iterator[Activity]:
    for number in range(HOW_MANY):
        on = working_day(FIRST + number * EVERY)
        running = [p for p in PROJECTS if p.start <= on <= months_after(p.start, p.months)]
        where = [neighbourhood(number % 10 + 1)]
        if number % 6 == 4:
            where.append(neighbourhood((number + 4) % 10 + 1))
        yield Activity(
            number,
            on,
            FORMS[number % len(FORMS)],
            running[(number * 5) % len(running)] if running else PROJECTS[0],
            CONTRIBUTORS[number % len(CONTRIBUTORS)],
            (LIVERPOOL,) if number % 9 == 8 else tuple(where),
        )


def _held(activity: Activity) -> Step:
    number, hours = activity.number, activity.contributors * HOURS_EACH[activity.number % len(HOURS_EACH)]
    fields: dict[str, Any] = {
        "involvement_id": activity.key,
        "programme_id": PROGRAMME,
        "title": f"{TITLES[activity.form]}: {activity.project.title}",
        "form": activity.form,
        "level": LEVELS[number % len(LEVELS)],
        "stage": STAGES[(number * 3) % len(STAGES)],
        "held_on": activity.on.isoformat(),
        "contributors": activity.contributors,
        "standards": [STANDARDS[number % 6], STANDARDS[(number + 2) % 6]],
        "project_ids": [project_id(activity.project.key)],
        "places": list(activity.places),
        "host_org_id": org_id(HOSTS[number % len(HOSTS)]),
    }
    if number % 11 != 10:  # of some nobody counted the hours
        fields["hours"] = str(hours)
    by = "partner" if number % 5 == 0 else "community"
    return Step(activity.on + timedelta(days=1 + number % 3), "outputs.hold_involvement", fields, by=by)


def _paid(activity: Activity) -> Iterator[Step]:
    """Fees some weeks later; expenses for some, before it; vouchers and grants to groups for a few."""
    number, people = activity.number, activity.contributors
    if activity.form != "survey":
        after = timedelta(days=(9, 16, 24, 38)[number % 4])
        yield _payment(activity, "fee", 25 * HOURS_EACH[number % 4] * people, activity.on + after)
    if number % 4 == 1:
        yield _payment(activity, "expenses", 6 * people, activity.on - timedelta(days=2))
    if activity.form == "survey":
        yield _payment(activity, "voucher", 10 * people, activity.on + timedelta(days=7))
    if number % 12 == 7:
        yield _payment(activity, "grant_to_group", 1500, activity.on + timedelta(days=30))


def _payment(activity: Activity, kind: str, pounds: int, on: date) -> Step:
    paid = working_day(on)
    fields = {
        "involvement_payment_id": an_id("involvement payment", activity.number, kind),
        "involvement_id": activity.key,
        "kind": kind,
        "amount": {"amount": f"{pounds}.00", "currency": "GBP"},
        "paid_on": paid.isoformat(),
    }
    told = max(paid, activity.on + timedelta(days=4))
    return Step(told + timedelta(days=1), "outputs.pay_involvement", fields, by="manager")


def _changed(activity: Activity) -> Iterator[Step]:
    number = activity.number
    changed = working_day(activity.on + timedelta(days=28 + number % 20))
    if decision := DECISIONS.get(number):
        changed = max(changed, date(2026, 4, 30))
        what = {"decision_id": an_id("decision", decision)}
    else:
        what = {"project_id": project_id(activity.project.key)}
    fields = {
        "involvement_change_id": an_id("involvement change", number),
        "programme_id": PROGRAMME,
        "involvement_ids": [activity.key],
        "changed_on": changed.isoformat(),
        "summary": SAID[number // 3 % len(SAID)],
        **what,
    }
    yield Step(changed + timedelta(days=2), "outputs.record_involvement_change", fields, by="community")
    if number not in NOT_TOLD:
        told = working_day(changed + timedelta(days=10 + number))
        fields = {
            "involvement_change_id": an_id("involvement change", number),
            "channel": CHANNELS[number // 3 % len(CHANNELS)],
            "told_on": told.isoformat(),
        }
        yield Step(told + timedelta(days=1), "outputs.feed_back_involvement_change", fields, by="community")


def _put_right() -> Iterator[Step]:
    """Some were counted again; a payment and an activity were entered twice."""
    fields = {"involvement_id": an_id("involvement", 3), "contributors": 28, "hours": "168"}
    yield Step(date(2024, 6, 3), "outputs.correct_involvement", fields, by="community")
    twice: dict[str, Any] = {
        "involvement_id": an_id("involvement", "twice"),
        "programme_id": PROGRAMME,
        "title": "Workshop, entered twice",
        "form": "workshop",
        "level": "consulted",
        "stage": "design",
        "held_on": "2025-05-06",
        "contributors": 9,
    }
    yield Step(date(2025, 5, 7), "outputs.hold_involvement", twice, by="community")
    back = {"involvement_id": an_id("involvement", "twice")}
    yield Step(date(2025, 5, 9), "outputs.take_back_involvement", back, by="manager")
    paid = {"involvement_payment_id": an_id("involvement payment", 12, "fee")}
    yield Step(date(2025, 1, 14), "outputs.take_back_involvement_payment", paid, by="manager")


#: half-year (year, second) -> characteristic -> how many in each category, who preferred not to say, who were not asked
PROFILES: dict[tuple[int, bool], dict[str, tuple[dict[str, int], int, int]]] = {
    (2024, True): {
        "sex": ({"female": 41, "male": 27}, 6, 9),
        "age": ({"16_to_24": 8, "25_to_34": 12, "35_to_49": 21, "50_to_64": 18, "65_and_over": 12}, 3, 9),
    },
    (2025, False): {
        "sex": ({"female": 48, "male": 33}, 2, 7),
        "age": (
            {"under_16": 3, "16_to_24": 11, "25_to_34": 14, "35_to_49": 25, "50_to_64": 19, "65_and_over": 9},
            2,
            7,
        ),
        "ethnic_group": ({"asian": 9, "black": 12, "mixed": 4, "white": 51, "other": 3}, 4, 7),
    },
    (2025, True): {
        "sex": ({"female": 52, "male": 38}, 8, 5),
        "disability": ({"limited_a_lot": 7, "limited_a_little": 19, "not_limited": 58}, 14, 5),
    },
    (2026, False): {
        "sex": ({"female": 57, "male": 40}, 5, 6),
        "age": ({"16_to_24": 14, "25_to_34": 18, "35_to_49": 27, "50_to_64": 24, "65_and_over": 17}, 2, 6),
        "ethnic_group": ({"asian": 11, "black": 15, "mixed": 6, "white": 61, "other": 2}, 7, 6),
    },
}
CENSUS = {
    "sex": {"female": "51.0", "male": "49.0"},
    "ethnic_group": {"asian": "6.0", "black": "4.0", "mixed": "3.0", "white": "84.0", "other": "3.0"},
}
SOURCE = "invented census figures"


def _profiles() -> Iterator[Step]:
    """Each half-year, some weeks after its end."""
    for (year, second), its in PROFILES.items():
        first, last = (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))
        for characteristic, (counts, prefer_not, not_asked) in its.items():
            fields: dict[str, Any] = {
                "inclusion_profile_id": an_id("inclusion", year, second, characteristic),
                "programme_id": PROGRAMME,
                "characteristic": characteristic,
                "period_from": first.isoformat(),
                "period_to": last.isoformat(),
                "counts": [{"category": name, "people": number} for name, number in counts.items()],
                "prefer_not_to_say": prefer_not,
                "not_asked": not_asked,
                "place": LIVERPOOL,
            }
            if census := CENSUS.get(characteristic):
                shares = [{"category": name, "per_cent": share} for name, share in census.items()]
                fields |= {"census": shares, "census_source": SOURCE}
            on = working_day(last + timedelta(days=9))
            yield Step(on, "outputs.record_inclusion_profile", fields, by="community")
