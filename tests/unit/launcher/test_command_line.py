"""The command line as a person meets it: help, examples, exit codes, and that it needs nothing installed."""

import ast
import os
import subprocess
import sys

import pytest

from launcher.datafolder import CHECKOUT
from launcher.main import COMMANDS

WAYMARK = CHECKOUT / "waymark"


def waymark(*words: str, cwd=CHECKOUT, **settings: str) -> subprocess.CompletedProcess:
    """Run the command with a Python that sees no installed package."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
    command = [sys.executable, "-I", "-S", str(WAYMARK), *words]
    return subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples_and_exit_codes(command, tmp_path):
    shown = waymark(command, "--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert f"./waymark {command}" in shown.stdout
    assert "Exit codes" in shown.stdout


def test_help_names_every_command():
    shown = waymark("help")
    assert shown.returncode == 0
    assert all(command in shown.stdout for command in COMMANDS)


def test_a_mistyped_command_or_option_is_wrong_use():
    assert waymark("rnu").returncode == 2
    assert waymark("status", "--jsno").returncode == 2
    assert waymark().returncode == 2


def test_status_of_a_suite_that_does_not_run_is_unavailable(tmp_path):
    shown = waymark("status", "--data", str(tmp_path / "a b"), "--json", cwd=tmp_path)
    assert shown.returncode == 3
    assert '"not running"' in shown.stdout


def test_a_template_is_for_outputs_and_never_written_over_a_file(tmp_path):
    there = tmp_path / "there.xlsx"
    there.write_text("mine")
    for given, says in (
        (("finance", "--template", str(tmp_path / "x.xlsx")), "import outputs --template FILE"),
        (("outputs", "--template", str(tmp_path / "x.txt")), "ends in .xlsx or .csv"),
        (("outputs", "--template", str(there)), "is there already"),
        (("outputs",), "name a file to import"),
    ):
        shown = waymark("import", *given, "--data", str(tmp_path))
        assert (shown.returncode, says in shown.stderr) == (2, True), shown.stderr
    assert there.read_text() == "mine"


def test_importing_a_file_that_is_not_there_says_which(tmp_path):
    shown = waymark("import", "outputs", "missing.bib", "--data", str(tmp_path))
    assert shown.returncode == 2
    assert "missing.bib" in shown.stderr


@pytest.mark.parametrize("period", ["2026-01-01", "2026-06-30..2026-01-01", "2026-02-30..2026-03-01", "x..y"])
def test_a_period_that_is_none_is_wrong_use(period, tmp_path):
    words = ["--programme", "P", "--template", "T", "--out", str(tmp_path), "--data", str(tmp_path)]
    shown = waymark("report", "--period", period, *words)
    assert shown.returncode == 2
    assert "2026-01-01..2026-06-30" in shown.stderr


def test_verifying_a_file_that_cannot_be_read_is_wrong_use(tmp_path):
    shown = waymark("verify", str(tmp_path / "none.zip"), "--key", "00")
    assert shown.returncode == 2
    assert "cannot be read" in shown.stderr


def test_reset_deletes_nothing_when_nobody_answers(tmp_path):
    (tmp_path / "installation.json").write_text("{}")
    (tmp_path / "files").mkdir()
    shown = waymark("reset", "--data", str(tmp_path))
    assert shown.returncode == 2
    assert (tmp_path / "files").exists()


def test_reset_deletes_the_data_when_told_so(tmp_path):
    (tmp_path / "installation.json").write_text("{}")
    (tmp_path / "files").mkdir()
    shown = waymark("reset", "--data", str(tmp_path), "--yes")
    assert shown.returncode == 0
    assert not (tmp_path / "files").exists()


def test_reset_leaves_a_folder_alone_that_is_no_installation(tmp_path):
    (tmp_path / "thesis.txt").write_text("irreplaceable")
    shown = waymark("reset", "--data", str(tmp_path), "--yes")
    assert shown.returncode == 2
    assert (tmp_path / "thesis.txt").exists()


def test_run_on_a_taken_port_says_so(tmp_path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        shown = waymark("run", "--data", str(tmp_path), "--port", str(taken.getsockname()[1]))
    assert shown.returncode == 2
    assert "is taken" in shown.stderr


def test_the_launcher_imports_nothing_that_must_be_installed():
    files = [*CHECKOUT.glob("launcher/**/*.py"), WAYMARK, CHECKOUT / "deploy" / "rabbitmq" / "definitions.py"]
    ours = {"launcher", "deploy"}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            strangers = {name.split(".")[0] for name in names} - sys.stdlib_module_names - ours
            assert not strangers, f"{file} imports {strangers}"
