"""Look-ups are off until somebody switches them on: nothing is asked, and it is said how."""

from __future__ import annotations

from typing import Any

import pytest
from installation import Installation

from services.outputs.sources.chosen import chosen
from shared.calls import outputs as calls
from shared.settings import SettingsError


@pytest.fixture(autouse=True)
def fresh_settings() -> Any:
    chosen.cache_clear()
    yield
    chosen.cache_clear()


def test_a_look_up_that_is_switched_off_says_how_to_switch_it_on_and_leaves_nothing(
    ask: Any, installation: Installation
) -> None:
    reply = ask(calls.LookUp, programme_id=ask.programme, identifier="doi:10.5555/A")
    assert (reply["state"], reply["value"], reply["lookup_id"]) == ("off", "10.5555/A", None)
    assert "LOOKUPS=on" in reply["message"]
    assert "LOOKUPS_CONTACT" in reply["message"]
    with installation.engine("outputs").connect() as connection:
        assert connection.exec_driver_sql("select count(*) from lookups").scalar() == 0


def test_what_is_known_is_told_without_any_look_up(ask: Any) -> None:
    output_id = ask.record(doi="10.5555/A", pmid="39000001")
    for spelling in ("http://dx.doi.org/10.5555/a", "PMID: 39000001"):
        reply = ask(calls.LookUp, programme_id=ask.programme, identifier=spelling)
        assert (reply["state"], reply["output_id"]) == ("known", output_id)


def test_switched_on_without_an_address_at_which_we_can_be_reached_nothing_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert chosen().on is False
    chosen.cache_clear()
    monkeypatch.setenv("LOOKUPS", "on")
    with pytest.raises(SettingsError, match="LOOKUPS_CONTACT"):
        chosen()
    monkeypatch.setenv("LOOKUPS_CONTACT", "research@council.example")
    assert chosen().on
    chosen.cache_clear()
    monkeypatch.setenv("ORCID_URL", "file:///etc/passwd")
    with pytest.raises(SettingsError, match="https"):
        chosen()
