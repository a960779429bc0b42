"""One polite, bounded, suspicious GET of JSON. What it raises says in a sentence what the registry did.

Suspicious: only hosts of the settings are asked, also when a reply leads elsewhere; only JSON is read, up to a size and
for a time. Polite: it says who asks, keeps a distance between requests to one host, waits as long as it is told to, and
asks again for what it has only by its ETag.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import orjson
import requests
import urllib3

from services.outputs.sources.chosen import Chosen

MB = 1 << 20
LARGEST = 8 * MB
CONNECT, READ, WHOLE = 5.0, 10.0, 20.0
#: seconds between two requests to one host
DISTANCE = 0.2
MOST_HOPS = 3
#: a host is not asked for as long as it wants, up to this (seconds)
LONGEST_PAUSE = 3600.0
JSON = ("application/json", "+json")


class NoAnswer(Exception):
    """The registry gave nothing that can be used; the text is what is said to people."""


class Away(NoAnswer):
    """It may answer later; `retry_after` in seconds where it said when."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Useless(NoAnswer):
    """It answered, and asking again would bring the same."""


class Kept(Protocol):
    """A reply of before."""

    @property
    def etag(self) -> str | None: ...

    @property
    def body(self) -> bytes: ...

    @property
    def fresh(self) -> bool: ...


class Cache(Protocol):
    """Replies by address."""

    def get(self, address: str) -> Kept | None: ...

    def put(self, address: str, etag: str | None, body: bytes) -> None: ...


class Fetcher:
    """Asks registries. One per process: it remembers which host asked for a pause, and when each was asked last."""

    def __init__(
        self,
        chosen: Chosen,
        cache: Cache,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        read: float = READ,
        whole: float = WHOLE,
    ) -> None:
        self.chosen, self.cache = chosen, cache
        self.clock, self.sleep = clock, sleep
        self.read, self.whole = read, whole
        self._paused: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def get(self, who: str, address: str, params: dict[str, str] | None = None, *, accept: str = JSON[0]) -> Any | None:
        """The JSON at an address of a registry called `who`; None when it has no such thing. Raises Away, Useless."""
        whole = requests.Request("GET", address, params=params).prepare().url or address
        kept = self.cache.get(whole)
        if kept and kept.fresh:
            return _json(who, kept.body)
        headers = {"User-Agent": self.chosen.user_agent, "Accept": accept}
        if kept and kept.etag:
            headers["If-None-Match"] = kept.etag
        try:
            with requests.Session() as session:
                return self._follow(session, who, whole, headers, kept)
        except (requests.ConnectionError, requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            raise Away(f"{who} did not answer in time") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise Away(f"The reply of {who} broke off") from error

    def _follow(
        self, session: requests.Session, who: str, address: str, headers: dict[str, str], kept: Kept | None
    ) -> Any | None:
        here, give_up = address, self.clock() + self.whole
        for _ in range(MOST_HOPS + 1):
            self._turn(who, here)
            with session.get(
                here, headers=headers, timeout=(CONNECT, self.read), stream=True, allow_redirects=False, auth=_nobody
            ) as reply:
                if reply.is_redirect:
                    here = urljoin(here, reply.headers["location"])
                    continue
                return self._understood(who, address, reply, kept, give_up)
        raise Useless(f"{who} led in a circle")

    def _turn(self, who: str, address: str) -> None:
        """Wait until the host may be asked. Raises Useless for a host that is not a registry's, Away in a pause."""
        parts = urlsplit(address)
        if parts[:2] not in self.chosen.hosts:
            raise Useless(f"{who} led to another host, which is not asked")
        with self._lock:
            now = self.clock()
            if (pause := self._paused.get(parts.netloc, 0) - now) > 0:
                raise Away(f"{who} asked for a pause", pause)
            at = max(now, self._next.get(parts.netloc, 0))
            self._next[parts.netloc] = at + DISTANCE
        if at > now:
            self.sleep(at - now)

    def _understood(
        self, who: str, address: str, reply: requests.Response, kept: Kept | None, give_up: float
    ) -> Any | None:
        if reply.status_code == 304 and kept:
            self.cache.put(address, kept.etag, kept.body)
            return _json(who, kept.body)
        if reply.status_code in (404, 410):
            return None
        if reply.status_code in (429, 500, 502, 503, 504):
            raise self._away(who, reply)
        if reply.status_code != 200:
            raise Useless(f"{who} answered with the status {reply.status_code}")
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().casefold()[:80]
        if not kind.endswith(JSON):
            raise Useless(f"{who} answered with {kind or 'something unnamed'} instead of JSON")
        body = self._body(who, reply, give_up)
        found = _json(who, body)
        self.cache.put(address, reply.headers.get("etag"), body)
        return found

    def _away(self, who: str, reply: requests.Response) -> Away:
        wait = retry_after(reply.headers.get("retry-after"), datetime.now(UTC))
        if wait:
            with self._lock:
                self._paused[urlsplit(reply.url).netloc] = self.clock() + min(wait, LONGEST_PAUSE)
        if reply.status_code == 429:
            return Away(f"{who} is asked too often and wants a pause", wait)
        return Away(f"{who} is out of order (status {reply.status_code})", wait)

    def _body(self, who: str, reply: requests.Response, give_up: float) -> bytes:
        """The body, as it comes: counted when unpacked, so that a small reply cannot become a large one."""
        body = bytearray()
        while piece := reply.raw.read1(1 << 16, decode_content=True):
            body += piece
            if len(body) > LARGEST:
                raise Useless(f"The reply of {who} is larger than {LARGEST // MB} MB, the most that is read")
            if self.clock() > give_up:
                raise Away(f"{who} took longer than {self.whole:g} seconds")
        return bytes(body)


def retry_after(written: str | None, now: datetime) -> float | None:
    """The seconds to wait that the header says, as a number or as a date; None when it says nothing usable."""
    if not written:
        return None
    if written.strip().isdecimal() and len(written.strip()) < 9:
        return float(written)
    try:
        return max(0.0, (parsedate_to_datetime(written) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _json(who: str, body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Useless(f"What {who} answered is not JSON") from error


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No name and password from the files of whoever runs the process."""
    return request
