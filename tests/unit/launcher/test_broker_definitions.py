"""The broker users as a document, without a broker."""

import base64
import hashlib
import re

import pytest

from deploy.rabbitmq.definitions import ADMINISTRATOR, USERS, definitions, password_hash, rpc_routing_keys

UUID = "0192f0c1-6a0e-7cc3-98c4-dc0c0c07398f"


def test_a_password_is_hashed_as_rabbitmq_does_it():
    hashed = base64.b64decode(password_hash("open sesame", salt=b"\x01\x02\x03\x04"))
    assert hashed == b"\x01\x02\x03\x04" + hashlib.sha256(b"\x01\x02\x03\x04open sesame").digest()


def test_two_hashes_of_one_password_differ():
    assert password_hash("open sesame") != password_hash("open sesame")


def test_no_password_is_in_the_document():
    assert "open sesame" not in str(definitions({"gateway": "open sesame"}))


def test_every_user_has_permissions_and_topic_permissions():
    document = definitions(dict.fromkeys(USERS, "x"))
    for part in ("permissions", "topic_permissions"):
        assert [entry["user"] for entry in document[part]] == list(USERS)


def test_an_unknown_user_is_refused_by_name():
    with pytest.raises(ValueError, match="nobody"):
        definitions({"nobody": "x"})


@pytest.mark.parametrize("user", [user for user in USERS if user != "gateway"])
def test_a_service_may_publish_replies_but_no_command(user):
    allowed = re.compile(rpc_routing_keys(user))
    assert allowed.search(UUID)
    assert not allowed.search("projects.achieve_milestone")
    assert not allowed.search(f"projects.{UUID}")


def test_only_the_administrator_has_a_tag():
    tags = {user["name"]: user["tags"] for user in definitions(dict.fromkeys((*USERS, ADMINISTRATOR), "x"))["users"]}
    assert [name for name, tag in tags.items() if tag] == [ADMINISTRATOR]
