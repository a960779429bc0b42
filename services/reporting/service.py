"""The reporting service: every request that it answers, one line of work each. The ledger's writer is `projector`."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider
from sqlalchemy.orm import Session

from services.reporting import jobs
from services.reporting.ledger.arrivals import Arrivals
from services.reporting.nightly import audit_when_due
from services.reporting.projections.reader import snapshot
from services.reporting.render.process import PdfProcess
from services.reporting.reports import finding, life
from services.reporting.templates.loader import templates as all_templates
from services.reporting.views import facts, ledger, proofs, trying, underspend
from services.reporting.views import reports as report_views
from services.reporting.views.dated import baselines, compare, overview, plan, records, silence, slippage, whereabouts
from services.reporting.views.dated.reading import reading
from services.reporting.waitingfacts import WaitingFacts
from shared import context
from shared.calls import reporting as calls
from shared.database import engine
from shared.files import Files
from shared.messaging.rpc import Service, answers
from shared.schedule import Schedule
from shared.settings import settings

Fields = dict[str, Any]


class FileStore(DependencyProvider):  # type: ignore[misc]
    """The content-addressed files."""

    def setup(self) -> None:
        self.files = Files(settings().files_url)

    def get_dependency(self, worker_ctx: Any) -> Files:  # noqa: ARG002
        return self.files


class Pdfs(DependencyProvider):  # type: ignore[misc]
    """The process that makes PDFs. Templates are read here too, so that a mistake in one stops the start."""

    def setup(self) -> None:
        all_templates()
        self.process = PdfProcess()

    def start(self) -> None:
        # so that the first report does not wait for it
        self.container.spawn_managed_thread(self.process.versions, identifier="the PDF process")

    def stop(self) -> None:
        self.process.stop()

    def get_dependency(self, worker_ctx: Any) -> PdfProcess:  # noqa: ARG002
        return self.process


class ArrivalsInLedger(DependencyProvider):  # type: ignore[misc]
    """Who waits for a fact to arrive is woken by its arrival."""

    def setup(self) -> None:
        self.engine = engine("reporting", direct=True, pool_size=5)
        self.arrivals = Arrivals(self.engine)

    def stop(self) -> None:
        self.arrivals.stop()
        self.engine.dispose()

    def get_dependency(self, worker_ctx: Any) -> Arrivals:  # noqa: ARG002
        return self.arrivals


class Reporting(Service, WaitingFacts):
    """Reports and their life, figures opened to their facts, the ledger's state, rebuilds and audits."""

    name = "reporting"
    files = FileStore()
    pdfs = Pdfs()
    arrivals = ArrivalsInLedger()
    audits = Schedule(audit_when_due, seconds=60)
    scopes = {"report_id": finding.scope_of_report, "event_id": facts.scope_of_fact}

    @answers(calls.StartReport)
    def start_report(self, session: Session, fields: Fields) -> Any:
        return life.start_report(session, **fields)

    @answers(calls.WriteNarrative)
    def write_narrative(self, session: Session, fields: Fields) -> Any:
        return life.write_narrative(session, **fields)

    @answers(calls.SubmitReport)
    def submit_report(self, session: Session, fields: Fields) -> Any:
        return life.submit_report(session, self.db, self.files, self.pdfs, **fields)

    @answers(calls.RecordReceipt)
    def record_receipt(self, session: Session, fields: Fields) -> Any:
        return life.record_receipt(session, **fields)

    @answers(calls.DecideRestatement)
    def decide_restatement(self, session: Session, fields: Fields) -> Any:
        return life.decide_restatement(session, **fields)

    @answers(calls.Templates)
    def templates(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        return report_views.templates()

    @answers(calls.Reports)
    def reports(self, session: Session, fields: Fields) -> Any:
        return report_views.listed(session, **fields)

    @answers(calls.Report)
    def report(self, session: Session, fields: Fields) -> Any:
        return report_views.one(session, **fields)

    @answers(calls.ProofPack)
    def proof_pack(self, session: Session, fields: Fields) -> Any:
        return proofs.proof_pack(session, self.files, **fields)

    @answers(calls.Draft)
    def draft(self, session: Session, fields: Fields) -> Any:
        return report_views.draft(session, self.db, self.pdfs, fields)

    @answers(calls.RenderReport)
    def render_report(self, session: Session, fields: Fields) -> Any:
        return report_views.rendered(session, self.db, self.files, self.pdfs, fields)

    @answers(calls.Figure)
    def figure(self, session: Session, fields: Fields) -> Any:
        return report_views.figure(session, self.db, fields)

    @answers(calls.Facts)
    def facts(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with snapshot(self.db) as snap:
            return facts.of_programme(snap, **fields)

    @answers(calls.Fact)
    def fact(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with snapshot(self.db) as snap:
            return facts.fact(snap, **fields)

    @answers(calls.LateFacts)
    def late_facts(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with snapshot(self.db) as snap:
            return facts.late(snap, **fields)

    @answers(calls.Records)
    def records(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return records.records(snap, **fields)

    @answers(calls.History)
    def history(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return records.history(snap, **fields)

    @answers(calls.Plan)
    def plan(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return plan.plan(snap, **fields)

    @answers(calls.Baselines)
    def baselines(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return baselines.baselines(snap, **fields)

    @answers(calls.ComparePlan)
    def compare_plan(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return compare.compare_plan(snap, **fields)

    @answers(calls.Slippage)
    def slippage(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return slippage.slippage(snap, **fields)

    @answers(calls.Silence)
    def silence(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return silence.silence(snap, **fields)

    @answers(calls.Overview)
    def overview(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return overview.overview(snap, **fields)

    @answers(calls.WorkByPlace)
    def work_by_place(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return whereabouts.work_by_place(snap, **fields)

    @answers(calls.WorkOn)
    def work_on(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        with reading(self.db) as snap:
            return whereabouts.work_on(snap, **fields)

    @answers(calls.TryFacts)
    def try_facts(self, session: Session, fields: Fields) -> Any:
        with snapshot(self.db) as snap:
            return trying.try_facts(session, snap, **fields)

    @answers(calls.Underspend)
    def underspend(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        asked: Fields = {"on": None} | fields
        with snapshot(self.db) as snap:
            return underspend.underspend(snap, **asked)

    @answers(calls.PositionOf)
    def position_of(self, session: Session, fields: Fields) -> Any:
        position = self.arrivals.wait_for(fields["event_id"], fields["wait"])
        if position is not None and not facts.may_be_asked_about(session, fields["event_id"]):
            position = None
        return {"event_id": str(fields["event_id"]), "position": position}

    @answers(calls.Status)
    def status(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        return ledger.status(session.connection())

    @answers(calls.RebuildViews)
    def rebuild_views(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        return {"job_id": jobs.start(self.db, "rebuild", context.current().actor.id)}

    @answers(calls.AuditViews)
    def audit_views(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        return {"job_id": jobs.start(self.db, "audit", context.current().actor.id)}

    @answers(calls.Job)
    def job(self, session: Session, fields: Fields) -> Any:
        return jobs.show(session.connection(), **fields)
