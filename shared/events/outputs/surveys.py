"""Waves of the survey of research capacity, capability and culture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared import smallnumbers
from shared.events.fact import Fact
from shared.events.fields import DecimalText, Key, Named, People, Text, Whole


def as_shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """What anybody sees of the fact: no score over a few answers."""
    return {name: value for name, value in data.items() if name != "scores" or not smallnumbers.few(data["answers"])}


class SurveyCompleted(Fact):
    """A wave of a survey closed. Subject: the wave. One that `corrects` another stands in its place."""

    type = "survey.completed"
    effective = "the day on which it closed"

    instrument = Text("the questionnaire, with its version: only waves of one are compared", required=True)
    wave = Whole("number of the wave, the baseline being 1", least=1, most=100, required=True)
    #: averages over those who answered; of fewer than five they would say something of one of them
    scores = Named(DecimalText("a score"), "average score of each domain", seen_by="internal", required=True)
    scale_from = DecimalText("the lowest score that there is")
    scale_to = DecimalText("the highest score that there is")
    answers = People("how many answered", required=True)
    asked = People("how many were asked", required=True)
    withdrawn_reason = Key("of one that corrects: why the wave is taken back")
