"""Settings of a process, typed, from the environment. Each mistake is named, all at once; secrets have no default."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from environs import Env, EnvValidationError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


class SettingsError(SystemExit):
    """The environment is not usable; the text names every variable that is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know of where it runs. See docs/operations.md for the list."""

    amqp_uri: str
    database_url: URL
    database_direct_url: URL
    files_url: str
    sample: bool
    secret_key: str
    public_url: str
    smtp_url: str | None
    mail_from: str
    health_host: str
    health_port: int
    host: str
    port: int
    static_dir: Path
    operator_token_file: Path | None
    log_level: str
    file_scanner: str | None = None

    def database(self, service: str, *, direct: bool = False) -> URL:
        """The address of a service's own database: the prefix in DATABASE_URL, an underscore, the service."""
        url = self.database_direct_url if direct else self.database_url
        return url.set(database=f"{url.database}_{service}")


def _database(value: str) -> URL:
    url = make_url(value)
    if url.drivername != "postgresql+psycopg":
        # SQLAlchemy 2.0 and 2.1 map a bare `postgresql:` to different drivers: docs/decisions/0004-drivers.md
        raise ValueError("write the driver in the address: postgresql+psycopg://user:password@host:port/prefix")
    if not url.database:
        raise ValueError("end the address with the prefix of the database names, as in .../waymark")
    return url


@cache
def settings() -> Settings:
    """Read the environment once. Raises SettingsError naming every mistake."""
    env = Env(eager=False)

    def read_secret() -> str:
        file = env.str("WAYMARK_SECRET_KEY_FILE", None)
        return Path(file).read_text().strip() if file else env.str("WAYMARK_SECRET_KEY", "")

    url = env.str("DATABASE_URL", "")
    direct = env.str("DATABASE_DIRECT_URL", None) or url
    problems: dict[str, list[str]] = {}

    def database(name: str, value: str) -> URL:
        try:
            return _database(value)
        except (ValueError, ArgumentError) as error:
            problems[name] = [str(error)]
            return URL.create("postgresql+psycopg")

    secret = read_secret()
    token_file = env.str("OPERATOR_TOKEN_FILE", None)
    result = Settings(
        amqp_uri=env.str("AMQP_URI", ""),
        database_url=database("DATABASE_URL", url),
        database_direct_url=database("DATABASE_DIRECT_URL", direct),
        files_url=env.str("FILES_URL", f"file://{Path('.waymark/files').resolve()}"),
        sample=env.bool("WAYMARK_SAMPLE", False),
        secret_key=secret,
        public_url=env.str("WAYMARK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=env.str("SMTP_URL", None),
        mail_from=env.str("MAIL_FROM", "waymark@localhost"),
        health_host=env.str("HEALTH_HOST", "127.0.0.1"),
        health_port=env.int("HEALTH_PORT", 0),
        host=env.str("HOST", "127.0.0.1"),
        port=env.int("PORT", 8000),
        static_dir=Path(env.str("STATIC_DIR", ".waymark/static")),
        operator_token_file=Path(token_file) if token_file else None,
        file_scanner=env.str("FILE_SCANNER", None) or None,
        log_level=str(logging.getLevelName(env.log_level("LOG_LEVEL", logging.INFO))),
    )
    if not result.amqp_uri.startswith(("pyamqp://", "amqp://")):
        problems["AMQP_URI"] = ["set it to pyamqp://user:password@host:port/vhost"]
    if len(secret) < 32:
        problems["WAYMARK_SECRET_KEY"] = ["set it, or WAYMARK_SECRET_KEY_FILE, to at least 32 random characters"]
    if result.file_scanner and not result.file_scanner.startswith(("clamd://", "command:")):
        problems["FILE_SCANNER"] = ["begin it with clamd:// (a socket or host:port) or command: (a program)"]
    try:
        env.seal()
    except EnvValidationError as error:
        problems.update(cast("dict[str, list[str]]", error.error_messages))
    if problems:
        raise SettingsError("\n".join(f"{name}: {'; '.join(texts)}" for name, texts in sorted(problems.items())))
    return result
