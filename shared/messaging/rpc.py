"""The service side of commands and reads: the one wrapper around every RPC entrypoint.

In order: the deadline, the form, who may, the idempotency key, the work, the reply; all but the first two in one
transaction. Stock nameko would carry out a call long after its caller gave up. The client side is `client.py`.
"""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain
from typing import Any, TypeVar

import orjson
import structlog
from nameko.extensions import DependencyProvider
from nameko.messaging import QueueConsumer
from nameko.rpc import Rpc, RpcConsumer
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from shared import clock, context, permissions, uploads
from shared.calls.call import Call, Command
from shared.calls.parked import OfEveryService
from shared.context import Actor, Context, Grant
from shared.database import engine, transaction
from shared.errors import Conflict, DeadlinePassed, Invalid, Unavailable, WaymarkError
from shared.health import CALLS
from shared.messaging.relay import Relay
from shared.messaging.tables import commands
from shared.settings import settings

log = structlog.get_logger()

Method = Callable[[Any, Session, dict[str, Any]], Any]
#: (session, **fields of the call) -> JSON values
UseCase = Callable[..., Any]
Wiring = Mapping[type[Call], UseCase]


class Database(DependencyProvider):  # type: ignore[misc]
    """The service's engine. Never raises in `worker_setup`: the session is opened inside the handler."""

    def __init__(self, name: str | None = None) -> None:
        self.name = name

    def setup(self) -> None:
        self.engine = engine(self.name or self.container.service_name)

    def stop(self) -> None:
        self.engine.dispose()

    kill = stop

    def get_dependency(self, worker_ctx: Any) -> Any:  # noqa: ARG002
        return self.engine


class CallData(DependencyProvider):  # type: ignore[misc]
    """What the caller sent beside the arguments: actor, deadline, idempotency key, correlation."""

    def get_dependency(self, worker_ctx: Any) -> dict[str, Any]:
        return dict(worker_ctx.data)


class Service:
    """Base of every service: a database, the relay of its facts, the call's data, how an object's programme is found.

    `scopes` maps a field of a request to a function (session, value) -> (programme_id, project_id or None), raising
    NotFound when there is no such object.
    """

    name: str
    db = Database()
    relay = Relay()
    call = CallData()
    scopes: dict[str, Callable[[Session, str], tuple[str | None, str | None]]] = {}


S = TypeVar("S", bound=Service)


class Draining(QueueConsumer):  # type: ignore[misc]
    """nameko's consumer, mended: it stops when the running handlers have answered, and is back soon after an outage.

    The stock one closes the connection under them, so their answer is lost and the call is carried out again.
    """

    def on_iteration(self) -> None:
        self._cancel_consumers_if_requested()
        # a private attribute: nameko is pinned, and tests/faults/test_commands.py holds this
        if not self._consumers and not self.container._worker_threads:
            self.should_stop = True

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error, interval_start=0.2, interval_step=0.2, interval_max=2
            )
            yield connection


class AnswerConsumer(RpcConsumer):  # type: ignore[misc]
    """Takes requests through a consumer that drains."""

    queue_consumer = Draining()


class Answer(Rpc):  # type: ignore[misc]
    """An RPC entrypoint that does not start without a row in permissions.yaml."""

    rpc_consumer = AnswerConsumer()

    def setup(self) -> None:
        permissions.row(f"{self.container.service_name}.{self.method_name}")
        super().setup()


def answers(call: type[Call]) -> Callable[[Method], Callable[..., Any]]:
    """Make a service's method answer `call`. The method takes (self, session, fields) and returns JSON values."""

    def asked(service: Service) -> type[Call]:
        # a request that every service answers has a name, and so a row of permissions, in each
        return call.of(service.name) if issubclass(call, OfEveryService) else call

    def decorate(method: Method) -> Callable[..., Any]:
        if method.__name__ != call.method:
            raise TypeError(f"{call.__name__} is answered by a method named {call.method}, not {method.__name__}")

        @functools.wraps(method)
        def entrypoint(service: Service, fields: dict[str, Any]) -> Any:
            began = time.monotonic()
            outcome = "failed"
            try:
                reply = _answer(service, asked(service), method, fields)
                outcome = "done"
            except WaymarkError:
                outcome = "refused"
                raise
            finally:
                CALLS.labels(asked(service).name(), outcome).observe(time.monotonic() - began)
            return reply

        # a refusal is an answer, not a fault: nameko then logs it as such
        entry: Callable[..., Any] = Answer.decorator(expected_exceptions=(WaymarkError,))(entrypoint)
        return entry

    return decorate


def answering(*wirings: Wiring) -> Callable[[type[S]], type[S]]:
    """Let a service answer each call by its use case: what it does, on one screen. For what needs no more than that."""

    def decorate(service: type[S]) -> type[S]:
        for call, use_case in chain.from_iterable(wiring.items() for wiring in wirings):
            setattr(service, call.method, answers(call)(_method(call, use_case)))
        return service

    return decorate


def _method(call: type[Call], use_case: UseCase) -> Method:
    def method(service: Service, session: Session, fields: dict[str, Any]) -> Any:  # noqa: ARG001
        return use_case(session, **fields)

    method.__name__ = call.method
    method.__doc__ = use_case.__doc__
    return method


def _answer(service: Service, call: type[Call], method: Method, given: dict[str, Any]) -> Any:
    about, key, deadline = _read(service.call)
    if deadline is not None and clock.system.now() >= deadline:
        raise DeadlinePassed("The caller has stopped waiting, so this was not begun. Try again.")
    fields = call.parse(given)
    try:
        with (
            structlog.contextvars.bound_contextvars(call=call.name(), correlation=about.correlation_id),
            context.using(about),
            transaction(service.db) as session,
        ):
            _permit(service, call, session, about.actor, fields)
            if not issubclass(call, Command):
                return method(service, session, fields)

            def work() -> Any:
                uploads.check_named(call, fields)
                return method(service, session, fields)

            return _once(session, call, given, key, work)
    except OperationalError as error:
        raise Unavailable("The database is not answering. What became of this is not known yet: ask again.") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable("The database went away. What became of this is not known yet: ask again.") from error
        raise


def _once(
    session: Session, call: type[Command], given: dict[str, Any], key: str | None, work: Callable[[], Any]
) -> dict[str, Any]:
    """Carry the command out, or give the reply that its key was given before."""
    using = context.current()
    request = digest_of(call, given)
    if call.secret_reply:
        key = None
    if key is not None:
        key = f"{using.actor.id}:{key}"
        claim = upsert(commands).values(key=key, method=call.name(), request=request, reply=None)
        # the row is the lock: a second call with this key waits here until the first has committed or rolled back
        if not session.execute(claim.on_conflict_do_nothing().returning(commands.c.key)).first():
            before = session.execute(commands.select().where(commands.c.key == key)).one()
            if before.request != request:
                raise Conflict("This idempotency key was used for something else. Use a new key for a new request.")
            return dict(before.reply)
    result = work()
    reply = {"result": result, "events": [str(event_id) for event_id in using.recorded]}
    if key is not None:
        session.execute(commands.update().where(commands.c.key == key).values(reply=reply))
    return reply


def digest_of(call: type[Command], given: dict[str, Any]) -> str:
    """What tells one request from another, kept with its key: without passwords, which a fast hash does not protect."""
    secret = {name for name, field in call._declared_fields.items() if field.load_only}
    said = {name: value for name, value in given.items() if name not in secret}
    return hashlib.sha256(orjson.dumps([call.name(), said], option=orjson.OPT_SORT_KEYS)).hexdigest()


def _permit(service: Service, call: type[Call], session: Session, actor: Actor, fields: dict[str, Any]) -> None:
    where = permissions.row(call.name()).where
    programme: tuple[str | None, str | None] = (None, None)
    if where not in permissions.SCOPES:
        value = fields.get(where)
        if value is None:
            raise Invalid(f"{where} is needed", {where: ["Missing data for required field."]})
        programme = service.scopes[where](session, value) if where in service.scopes else (value, None)
    permissions.check(call.name(), actor, *programme)


def _read(data: dict[str, Any]) -> tuple[Context, str | None, datetime | None]:
    """The context, idempotency key and deadline from what came with the call."""
    actor = data.get("actor") or {"id": context.NOBODY.id, "grants": []}
    today = clock.system.today()
    grants = tuple(
        Grant(g["role"], g.get("programme_id"), g.get("project_id"))
        for g in actor.get("grants", ())
        if not g.get("until") or date.fromisoformat(g["until"]) >= today
    )
    recorded_on = data.get("recorded_on")
    if recorded_on and not settings().sample:
        raise Invalid("recorded_on is for sample installations only", {"recorded_on": ["Not in this installation."]})
    if data.get("origin") == "sample" and not settings().sample:
        # what is history is told to nobody: no way to submit a report in silence
        raise Invalid("origin sample is for sample installations only", {"origin": ["Not in this installation."]})
    about = Context(
        actor=Actor(actor["id"], grants),
        correlation_id=data.get("correlation_id"),
        traceparent=data.get("traceparent"),
        origin=data.get("origin"),
        recorded_on=date.fromisoformat(recorded_on) if recorded_on else None,
        expected_version=data.get("expected_version"),
    )
    deadline = data.get("deadline")
    return about, data.get("idempotency_key"), datetime.fromisoformat(deadline) if deadline else None
