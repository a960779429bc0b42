"""The whole suite in containers, started once by pytest-docker, on ports and volumes of its own."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def engine():
    """A Docker engine that answers, or a skip that says so."""
    try:
        subprocess.run(["docker", "compose", "version"], check=True, capture_output=True, timeout=20)
        subprocess.run(["docker", "info"], check=True, capture_output=True, timeout=20)
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"no Docker engine with Compose answers: {error}")


@pytest.fixture(scope="session")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="session")
def env_file(tmp_path_factory, port) -> Path:
    """The settings file as deploy/settings.py makes it for a new installation."""
    file = tmp_path_factory.mktemp("compose") / ".env"
    command = ["python3", "deploy/settings.py", "--admin", "first@example.org", "--port", str(port)]
    file.write_text(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)
    return file


@pytest.fixture(scope="session")
def settings(env_file) -> dict[str, str]:
    """The settings file as a dictionary."""
    lines = [line for line in env_file.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture(scope="session")
def docker_compose_file() -> str:
    return str(ROOT / "docker-compose.yml")


@pytest.fixture(scope="session")
def docker_compose_project_name() -> str:
    return "waymark-test"


@pytest.fixture(scope="session")
def docker_compose_command(env_file) -> str:
    return f"docker compose --env-file {env_file}"


@pytest.fixture(scope="session")
def docker_setup() -> list[str]:
    return ["down -v --remove-orphans", "build --quiet", "up --wait --wait-timeout 300"]


@pytest.fixture(scope="session")
def docker_cleanup() -> list[str]:
    return ["down -v --remove-orphans"]


@pytest.fixture(scope="session")
def address(docker_services, port) -> str:
    """Where the gateway of the started suite answers."""
    return f"http://127.0.0.1:{port}"
