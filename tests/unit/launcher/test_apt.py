"""Packages are installed without starting a server, and nothing stays behind. Works on files in a temporary folder."""

import pytest

from launcher import apt


@pytest.fixture
def system(tmp_path, monkeypatch):
    monkeypatch.setattr(apt, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(apt, "NO_CLUSTER_FOLDER", tmp_path / "postgresql-common" / "createcluster.d")
    monkeypatch.setattr(apt, "NO_CLUSTER", tmp_path / "postgresql-common" / "createcluster.d" / "zz-waymark.conf")
    return tmp_path


def test_services_are_forbidden_while_packages_are_installed(system):
    with apt.no_servers_started():
        assert "exit 101" in apt.POLICY.read_text()
        assert apt.POLICY.stat().st_mode & 0o111
        assert "create_main_cluster = false" in apt.NO_CLUSTER.read_text()
    assert list(system.iterdir()) == []


def test_a_policy_that_was_there_is_put_back_even_when_apt_fails(system):
    apt.POLICY.write_text("#!/bin/sh\nexit 0\n")
    apt.POLICY.chmod(0o700)
    with pytest.raises(RuntimeError), apt.no_servers_started():
        raise RuntimeError
    assert apt.POLICY.read_text() == "#!/bin/sh\nexit 0\n"
    assert apt.POLICY.stat().st_mode & 0o777 == 0o700


def test_what_packages_put_there_meanwhile_is_kept(system):
    with apt.no_servers_started():
        (apt.NO_CLUSTER_FOLDER.parent / "createcluster.conf").write_text("of the package")
    assert (apt.NO_CLUSTER_FOLDER.parent / "createcluster.conf").exists()
