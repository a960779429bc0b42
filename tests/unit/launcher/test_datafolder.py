"""What lies in a data folder, and who holds it."""

import stat
import subprocess
import sys

import pytest

from launcher.datafolder import CHECKOUT, AlreadyHeld, DataFolder


def test_a_secret_is_made_once_and_private(tmp_path):
    data = DataFolder.at(tmp_path / "new folder")
    secret = data.secret("database")
    assert DataFolder.at(tmp_path / "new folder").secret("database") == secret
    assert data.secret("another") != secret
    assert stat.S_IMODE((data.root / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.root.stat().st_mode) == 0o700


def test_keys_are_made_once_and_long_enough(tmp_path):
    data = DataFolder.at(tmp_path)
    data.make_keys()
    token = data.operator_token.read_text()
    data.make_keys()
    assert data.operator_token.read_text() == token
    assert len(data.secret_key.read_text().strip()) >= 32


def test_the_name_of_an_installation_stays_when_its_folder_is_moved(tmp_path):
    before = DataFolder.at(tmp_path / "here").short_hash
    (tmp_path / "here").rename(tmp_path / "there")
    assert DataFolder.at(tmp_path / "there").short_hash == before
    assert DataFolder.at(tmp_path / "here").short_hash != before


def test_a_port_stays_the_same_while_it_is_free(tmp_path):
    script = "import sys; from launcher.datafolder import DataFolder; print(DataFolder.at(sys.argv[1]).port('gateway'))"
    ports = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)], cwd=CHECKOUT, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(ports) == 1


def test_a_held_folder_cannot_be_held_again_until_it_is_let_go(tmp_path):
    data = DataFolder.at(tmp_path)
    with data.held(), pytest.raises(AlreadyHeld), data.held():
        pass
    with data.held():
        pass
