"""The whole suite of one data folder: servers, migrations, services, gateway, and the sample the first time.

This is `./waymark run` without its command line. Everything that it starts, it stops.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from launcher import install, runfile
from launcher.child import Child, StartFailed
from launcher.datafolder import CHECKOUT, DataFolder, write_private
from launcher.ports import answers
from launcher.processes import LOAD_SAMPLE, MIGRATE, Program, Surroundings, choose_ports
from launcher.progress import say, step
from launcher.servers.choice import Broker, Database, choose_broker, choose_database
from launcher.supervisor import Supervisor, page_answers

#: A process may take this long on a busy machine before we call it failed.
READY_WITHIN = 120.0
SAMPLE_MARK = "sample-loaded.json"
MIGRATED_STAMP = "migrated.json"


def migrations() -> list[Path]:
    """Every file that decides what a migration does."""
    return sorted([*CHECKOUT.glob("services/*/migrations/**/*.py"), *CHECKOUT.glob("shared/**/*.py")])


@dataclass
class Suite:
    """Start with `start()`, then call `tend()` often, and `stop()` in a finally."""

    data: DataFolder
    web_port: int | None = None
    wants_sample: bool = True
    supervisor: Supervisor = field(default_factory=Supervisor)
    broker: Broker | None = None
    database: Database | None = None
    surroundings: Surroundings | None = None
    #: Everything that happens at a start has happened, the sample included.
    complete: bool = False

    @property
    def sample(self) -> bool:
        """Whether this installation is a sample: decided at its first start and kept."""
        return bool(self.data.remembered("installation.json", "sample", lambda: self.wants_sample))

    @property
    def address(self) -> str:
        assert self.surroundings is not None
        return self.surroundings.address

    def start(self) -> None:
        """Everything up to a gateway that answers. Raises StartFailed, with what to do."""
        self.data.make_keys()
        self.data.files.mkdir(exist_ok=True, mode=0o700)
        self.broker, self.database = choose_broker(self.data), choose_database(self.data)
        self.broker.begin()
        with step("database", self.database.kind):
            self.database.start()
        ports = choose_ports(self.data, self.web_port)
        self.surroundings = Surroundings(self.data, self.broker, self.database, ports, self.sample)
        self.migrate()
        # All at once, since none needs another to begin, and each waits for a broker that is still starting.
        programs = self.surroundings.programs()
        started = [(program, self.supervisor.start(self.child(program), self.ready(program))) for program in programs]
        with step("broker", self.broker.kind):
            self.broker.wait_ready()
        for program, watched in started:
            with step(program.name):
                self.supervisor.wait_ready(watched, READY_WITHIN)
        self.write_run_file()

    def migrate(self) -> None:
        """Bring the databases to the newest revision; nothing to do when this cluster has had just these migrations."""
        assert self.database is not None
        done, cluster = self.data.root / MIGRATED_STAMP, self.database.cluster
        made = install.digest(*migrations(), self.data.operator_token)
        wanted = {"cluster": cluster, "migrations": made, "checkout": str(CHECKOUT)}
        if cluster is not None and install.stamp(done) == wanted:
            return
        with step("migrations"):
            done.unlink(missing_ok=True)
            self.run_once("migrations", MIGRATE)
        write_private(done, json.dumps(wanted))

    def child(self, program: Program) -> Child:
        assert self.surroundings is not None
        return Child(
            program.name,
            [str(install.PYTHON), *self.surroundings.arguments(program)],
            self.surroundings.environment(program),
            self.data.log(program.name),
            cwd=CHECKOUT,
            orphan_signal=program.orphan_signal,
            stop_within=program.stop_within,
        )

    def ready(self, program: Program) -> Callable[[], bool]:
        assert self.surroundings is not None
        port = self.surroundings.ports[program.name]
        if program.ready is None:
            return lambda: answers(port)
        url = f"http://127.0.0.1:{port}{program.ready}"
        return lambda: page_answers(url)

    def run_once(self, name: str, arguments: tuple[str, ...]) -> None:
        """Run a command of ours to its end.

        Its output goes to its log. Raises StartFailed when it does not end well.
        """
        assert self.surroundings is not None
        command = [str(install.PYTHON), *arguments]
        once = Child(name, command, self.surroundings.environment(), self.data.log(name), cwd=CHECKOUT)
        once.start()
        while once.alive:
            time.sleep(0.02)
        if once.process is None or once.process.returncode != 0:
            raise once.failure("failed")

    def finish_start(self) -> None:
        """The sample, the first time; then tell the other commands that all is there."""
        self.load_sample()
        self.complete = True
        self.write_run_file()

    def load_sample(self) -> None:
        """Load the sample programme through the gateway, unless it is in.

        The loader goes on where it was interrupted.
        """
        mark = self.data.root / SAMPLE_MARK
        if not self.sample or mark.exists():
            return
        assert self.surroundings is not None
        say("Loading the sample programme (once)")
        arguments = [
            "--url",
            self.address,
            "--token-file",
            str(self.data.operator_token),
            "--data",
            str(self.data.root),
        ]
        command = [str(install.PYTHON), *LOAD_SAMPLE, *arguments]
        loader = Child("sample", command, self.surroundings.environment(), None, cwd=CHECKOUT)
        began = time.monotonic()
        loader.start()
        try:
            while loader.alive:
                self.tend()
                time.sleep(0.1)
        finally:
            loader.stop()
        if loader.exit_code != 0:
            say(
                f"The sample programme could not be loaded (exit code {loader.exit_code}). Waymark runs without the "
                "rest of it; the next `./waymark run` goes on where this one stopped."
            )
            return
        write_private(mark, json.dumps({"seconds": round(time.monotonic() - began, 1)}))

    def tend(self) -> None:
        """Look after every child: processes, broker, database. Call it often."""
        restarted = self.supervisor.tend()
        for server in (self.broker, self.database):
            if server is not None and server.ours and not server.alive:
                say(f"{server.kind} has ended; starting it again")
                try:
                    server.start()
                except StartFailed as failure:
                    say(str(failure))
                    time.sleep(1)
                restarted = True
        if restarted:
            self.write_run_file()

    def write_run_file(self) -> None:
        assert self.surroundings is not None and self.broker is not None and self.database is not None
        servers = {
            child.name: child.pid for server in (self.broker, self.database) for child in server.children if child.pid
        }
        runfile.RunFile(
            address=self.address,
            pid=os.getpid(),
            amqp_uri=self.broker.amqp_uri,
            database_url=self.database.database_url,
            operator_token_file=str(self.data.operator_token),
            mail=str(self.data.mail) if self.sample else None,
            sample=self.sample,
            complete=self.complete,
            sign_ins=runfile.sign_ins(self.data),
            pids=servers | self.supervisor.pids,
            ports=dict(self.surroundings.ports),
            system_data=str(self.data.system_data) if self.data.system_data.exists() else None,
        ).write(self.data)

    def stop(self) -> None:
        """Stop everything, the last started first."""
        self.data.run_file.unlink(missing_ok=True)
        self.supervisor.stop()
        for server in (self.database, self.broker):
            if server is not None:
                server.stop()

    def kill(self) -> None:
        """Stop everything at once; the data survives, as it survives a power cut."""
        self.supervisor.kill()
        for server in (self.database, self.broker):
            if server is not None and server.ours:
                for child in server.children:
                    child.kill()
