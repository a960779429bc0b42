"""One request to a registry: polite, bounded, and suspicious of what comes back."""

from __future__ import annotations

import gzip
import time as real
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from registries import Registries, Reply, as_json

from services.outputs.sources.chosen import Chosen
from services.outputs.sources.fetching import DISTANCE, LARGEST, Away, Fetcher, Useless, retry_after
from tests.unit.outputs.sources.conftest import Memory, Time

Get = Callable[..., Any]


def test_it_says_who_asks_and_reads_json(get: Get, registries: Registries) -> None:
    registries.replies["/works/1"] = as_json({"ok": 1})
    assert get("/works/1") == {"ok": 1}
    assert registries.asked[0].headers["user-agent"] == "Waymark/1 (mailto:research@council.example)"
    assert "authorization" not in registries.asked[0].headers
    assert "cookie" not in registries.asked[0].headers


def test_what_is_not_there_is_none(get: Get) -> None:
    assert get("/works/none") is None


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(b"{broken", headers={"Content-Type": "application/json"}), "not JSON"),
        (Reply(b"\xff\xfe", headers={"Content-Type": "application/json"}), "not JSON"),
        (Reply(b"<html>", headers={"Content-Type": "text/html; charset=utf-8"}), "text/html instead of JSON"),
        (Reply(b"{}"), "instead of JSON"),
        (Reply(b"{}", status=403), "status 403"),
        (Reply(b" " * (LARGEST + 1), headers={"Content-Type": "application/json"}), "larger than 8 MB"),
        (
            Reply(
                gzip.compress(b" " * (LARGEST * 4)),
                headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
            ),
            "larger than 8 MB",
        ),
    ],
    ids=["broken", "no text", "a web page", "nothing said", "forbidden", "huge", "small that becomes huge"],
)
def test_a_reply_that_cannot_be_used_is_said_in_a_sentence(
    get: Get, registries: Registries, reply: Reply, says: str
) -> None:
    registries.replies["/works/1"] = reply
    with pytest.raises(Useless, match=says):
        get("/works/1")


def test_a_registry_that_goes_in_circles_is_left(get: Get, registries: Registries) -> None:
    registries.replies["/works/1"] = Reply(status=302, headers={"Location": "/works/1"})
    with pytest.raises(Useless, match="circle"):
        get("/works/1")
    assert len(registries.asked) == 4


def test_a_redirect_within_the_registry_is_followed(get: Get, registries: Registries) -> None:
    registries.replies["/works/1"] = Reply(status=301, headers={"Location": "/works/2"})
    registries.replies["/works/2"] = as_json({"ok": 2})
    assert get("/works/1") == {"ok": 2}


@pytest.mark.parametrize(
    "there",
    ["http://169.254.169.254/latest/meta-data", "http://localhost:5432/", "file:///etc/passwd", "//other.example/"],
)
def test_a_redirect_to_another_host_is_not_followed(get: Get, registries: Registries, there: str) -> None:
    registries.replies["/works/1"] = Reply(status=302, headers={"Location": there})
    with pytest.raises(Useless, match="another host"):
        get("/works/1")
    assert len(registries.asked) == 1


def test_a_registry_that_asks_for_a_pause_gets_it(get: Get, registries: Registries, time: Time) -> None:
    registries.replies["/works/1"] = [Reply(status=429, headers={"Retry-After": "30"}), as_json({"ok": 1})]
    with pytest.raises(Away, match="wants a pause") as first:
        get("/works/1")
    assert first.value.retry_after == 30
    with pytest.raises(Away, match="asked for a pause") as second:
        get("/works/1")
    assert (second.value.retry_after, len(registries.asked)) == (30, 1)  # it was not asked
    time.now += 30
    assert get("/works/1") == {"ok": 1}


def test_a_registry_that_is_out_of_order_may_answer_later(get: Get, registries: Registries) -> None:
    registries.replies["/works/1"] = Reply(b"Service Unavailable", status=503)
    with pytest.raises(Away, match="out of order") as away:
        get("/works/1")
    assert away.value.retry_after is None


def test_a_registry_that_drips_is_left_after_a_time(chosen: Chosen, memory: Memory, registries: Registries) -> None:
    registries.replies["/works/1"] = Reply(headers={"Content-Type": "application/json"}, drip=True)
    began = real.monotonic()
    with pytest.raises(Away, match=r"longer than 0\.2 seconds"):
        Fetcher(chosen, memory, whole=0.2).get("Crossref", f"{registries.address}/works/1")
    assert real.monotonic() - began < 5


def test_a_registry_that_says_nothing_is_left_after_a_time(
    chosen: Chosen, memory: Memory, registries: Registries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registries, "answer", lambda _: registries.gone.wait())
    with pytest.raises(Away, match="did not answer in time"):
        Fetcher(chosen, memory, read=0.1).get("Crossref", f"{registries.address}/works/1")


def test_a_registry_that_is_not_there_is_away(chosen: Chosen, memory: Memory, registries: Registries) -> None:
    registries.close()
    with pytest.raises(Away, match="did not answer"):
        Fetcher(chosen, memory).get("Crossref", f"{registries.address}/works/1")


def test_requests_to_one_host_keep_their_distance(get: Get, registries: Registries, time: Time) -> None:
    for number in range(3):
        registries.replies[f"/works/{number}"] = as_json({})
        get(f"/works/{number}")
    assert time.slept == pytest.approx([DISTANCE, DISTANCE])


def test_a_fresh_reply_is_not_asked_for_again_and_an_old_one_by_its_etag(
    get: Get, registries: Registries, memory: Memory
) -> None:
    registries.replies["/works/1"] = [as_json({"ok": 1}, headers={"ETag": '"a"'}), Reply(status=304)]
    assert [get("/works/1"), get("/works/1")] == [{"ok": 1}] * 2
    assert len(registries.asked) == 1
    memory.grow_old()
    assert get("/works/1") == {"ok": 1}
    assert registries.asked[1].headers["if-none-match"] == '"a"'
    get("/works/1")
    assert len(registries.asked) == 2  # it is fresh again


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 400, None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_a_number_or_a_date(written: str | None, seconds: float | None) -> None:
    assert retry_after(written, NOW) == seconds
