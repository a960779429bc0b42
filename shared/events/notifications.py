"""Facts that the notifications service records: what was sent to whom and why, never the words or the address."""

from __future__ import annotations

from shared.events.fact import Fact
from shared.events.fields import Id, Key, Whole


class MessageSent(Fact):
    """A message was handed to its channel. Subject: the message."""

    type = "message.sent"
    effective = "the day of sending"

    person_id = Id("to whom", seen_by="internal", required=True)
    channel = Key("by what: email", seen_by="internal", required=True)
    cause_event_id = Id("the event that it tells of", seen_by="internal")
    rule = Key("the rule of the matrix that asked for it", seen_by="internal", required=True)
    summary_id = Id("the summary that it was part of", seen_by="internal")
    attempts = Whole("tries it took", seen_by="internal", least=1)


class MessageFailed(Fact):
    """A message could not be sent and will not be tried again. Subject: the message."""

    type = "message.failed"
    effective = "the day of giving up"

    message_id = Id("the message", seen_by="internal", required=True)
    reason_code = Key("why: no_address, refused, unreachable", seen_by="internal", required=True)
    person_id = Id("to whom", seen_by="internal")
    channel = Key("by what", seen_by="internal")
    cause_event_id = Id("the event that it would have told of", seen_by="internal")
    rule = Key("the rule of the matrix that asked for it", seen_by="internal")
    attempts = Whole("tries made", seen_by="internal")
