"""Rules of access: who may be granted what, how long sessions last, how long to wait after wrong passwords."""

from __future__ import annotations

from datetime import date, timedelta

#: a session ends this long after its last use, and this long after it was opened whatever its use
IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
#: a session's last use is written down at most this often
NOTED_EVERY = timedelta(minutes=1)
#: API tokens last a year at most
LONGEST_TOKEN = timedelta(days=366)

#: wrong passwords before the first wait
FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

#: roles that mean something only on every programme
EVERYWHERE_ONLY = frozenset({"administrator"})


def wait_after(failures: int) -> timedelta:
    """How long sign-in is refused after this many wrong passwords in a row: doubling, up to 15 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    doubled: int = 2 ** min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def check_grant(role: str, programme_id: str | None, project_id: str | None, from_on: date, until: date | None) -> None:
    """Raise ValueError when no such role can be held."""
    if role in EVERYWHERE_ONLY and programme_id is not None:
        raise ValueError(f"The role {role} is for the whole installation: give it on every programme (*)")
    if project_id is not None and programme_id is None:
        raise ValueError("A role on one project is a role on its programme: name the programme")
    if until is not None and until < from_on:
        raise ValueError("The last day of a role cannot be before its first")


def check_delegation(from_person_id: str, to_person_id: str, from_on: date, until: date | None) -> None:
    """Raise ValueError when nobody can be let act so."""
    if from_person_id == to_person_id:
        raise ValueError("Nobody needs a delegation to act for themselves: choose another person")
    if until is not None and until < from_on:
        raise ValueError("The last day of a delegation cannot be before its first")


def check_token(expires_on: date, today: date) -> None:
    """Raise ValueError when a token may not last to this day."""
    if expires_on < today:
        raise ValueError("Choose a last day that is not in the past")
    if expires_on > today + LONGEST_TOKEN:
        raise ValueError("A token lasts a year at most: choose an earlier last day")
