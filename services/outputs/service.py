"""The outputs service: every request that it answers and every fact that it listens to, one line of work each."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.outputs.commands import attribution, finding, known_awards, merging, publication, recording
from services.outputs.importers.works import Works
from services.outputs.views import outputs as views
from shared.calls import outputs as calls
from shared.events.event import Event
from shared.imports import jobs
from shared.imports.worker import ImportWorker
from shared.messaging.consumer import listens
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service, answers

Fields = dict[str, Any]


class Outputs(Service, Parked):
    """Outputs of every type, their publication, merging and attribution."""

    name = "outputs"
    imports = ImportWorker(Works())
    scopes = {
        "output_id": finding.scope_of_output,
        "kept_id": finding.scope_of_output,
        "attribution_id": attribution.scope_of_attribution,
        "merge_event_id": merging.scope_of_merge,
    }

    @answers(calls.RecordOutput)
    def record_output(self, session: Session, fields: Fields) -> Any:
        return recording.record_output(session, **fields)

    @answers(calls.ChangeOutput)
    def change_output(self, session: Session, fields: Fields) -> Any:
        return recording.change_output(session, **fields)

    @answers(calls.PublishOutput)
    def publish_output(self, session: Session, fields: Fields) -> Any:
        return publication.publish_output(session, **fields)

    @answers(calls.WithdrawOutput)
    def withdraw_output(self, session: Session, fields: Fields) -> Any:
        return publication.withdraw_output(session, **fields)

    @answers(calls.MergeOutputs)
    def merge_outputs(self, session: Session, fields: Fields) -> Any:
        return merging.merge_outputs(session, **fields)

    @answers(calls.UndoMerge)
    def undo_merge(self, session: Session, fields: Fields) -> Any:
        return merging.undo_merge(session, **fields)

    @answers(calls.AssertAttribution)
    def assert_attribution(self, session: Session, fields: Fields) -> Any:
        return attribution.assert_attribution(session, **fields)

    @answers(calls.AgreeAttribution)
    def agree_attribution(self, session: Session, fields: Fields) -> Any:
        return attribution.agree_attribution(session, **fields)

    @answers(calls.WithdrawAttribution)
    def withdraw_attribution(self, session: Session, fields: Fields) -> Any:
        return attribution.withdraw_attribution(session, **fields)

    @answers(calls.Outputs)
    def outputs(self, session: Session, fields: Fields) -> Any:
        return views.listed(session, **fields)

    @answers(calls.Output)
    def output(self, session: Session, fields: Fields) -> Any:
        return views.shown(session, **fields)

    @answers(calls.OutputTypes)
    def output_types(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        return views.types()

    @answers(calls.StartImport)
    def start_import(self, session: Session, fields: Fields) -> Any:
        return jobs.start(session, **fields)

    @answers(calls.ImportJob)
    def import_job(self, session: Session, fields: Fields) -> Any:
        return jobs.show(session, **fields)

    @listens("outputs.inbox", to={"projects": ["award.recorded"]})
    def learn_award(self, session: Session, event: Event) -> None:
        known_awards.award_recorded(session, event)
