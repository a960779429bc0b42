"""Anything that the suite can do, by name: what is typed becomes what the description says, or is refused in words."""

import argparse
import json
from contextlib import contextmanager

import pytest

from launcher.asking.description import Description
from launcher.asking.explaining import explain, listed
from launcher.asking.typed import fields_of
from launcher.commands import ask, do
from launcher.outcome import Exit, Refusal, WrongUse

TEXT = {"type": "string", "minLength": 1}
GOOD = {"200": {"content": {"application/json": {"schema": {}}}}, "default": {}}
DOCUMENT = {
    "components": {
        "schemas": {
            "Money": {
                "type": "object",
                "properties": {"amount": TEXT, "currency": {"type": "string", "default": "GBP"}},
                "required": ["amount"],
            },
            "Line": {
                "type": "object",
                "properties": {"heading": TEXT, "amount": {"$ref": "#/components/schemas/Money"}},
                "required": ["heading"],
            },
            "set.body": {
                "type": "object",
                "required": ["title"],
                "properties": {
                    "title": {**TEXT, "description": "a title"},
                    "on": {"type": ["string", "null"], "format": "date", "description": "the day"},
                    "years": {"type": "integer", "minimum": 1, "maximum": 5},
                    "final": {"type": "boolean", "default": False},
                    "nation": {"type": "string", "enum": ["england", "wales"]},
                    "amount": {"anyOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]},
                    "themes": {"type": "array", "items": TEXT},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                    "labels": {"type": "object", "additionalProperties": TEXT},
                    "dry_run": {"type": "boolean", "default": False},
                },
            },
        }
    },
    "paths": {
        "/api/v1/budgets/{budget_id}/set": {
            "parameters": [],
            "post": {
                "operationId": "projects.set_budget",
                "summary": "Set a budget. Gives {budget_id, version}.",
                "responses": GOOD,
                "parameters": [
                    {"name": "budget_id", "in": "path", "required": True, "schema": TEXT, "description": "the budget"},
                    {"$ref": "#/components/parameters/Idempotency-Key"},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/set.body"}}}},
            },
        },
        "/api/v1/budgets": {
            "get": {
                "operationId": "projects.budgets",
                "summary": "Budgets that one may see. Gives {items, next}.",
                "responses": GOOD,
                "parameters": [
                    {"name": "after", "in": "query", "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "final", "in": "query", "schema": {"type": "boolean"}},
                ],
            }
        },
        "/api/v1/files/{sha256}": {
            "get": {
                "operationId": "file",
                "summary": "A file.",
                "responses": {"200": {"content": {"application/octet-stream": {}}}},
            }
        },
    },
}


@pytest.fixture
def description():
    return Description(DOCUMENT)


def typed(description, *words, begin=None):
    request = description.named("set_budget", changing=True)
    return fields_of(description, request, ["budget_id=b", "title=T", *words], begin)


@pytest.mark.parametrize(
    ("words", "name", "value"),
    [
        (["title=a=b"], "title", "a=b"),
        (["on=2026-09-30"], "on", "2026-09-30"),
        (["on="], "on", None),
        (["years=3"], "years", 3),
        (["final=yes"], "final", True),
        (["amount=12500.00"], "amount", {"amount": "12500.00"}),
        (["amount=-5 EUR"], "amount", {"amount": "-5", "currency": "EUR"}),
        (["amount.amount=7", "amount.currency=EUR"], "amount", {"amount": "7", "currency": "EUR"}),
        (["amount="], "amount", None),
        (["themes=a", "themes=b"], "themes", ["a", "b"]),
        (['themes=["a", "b"]'], "themes", ["a", "b"]),
        (["themes="], "themes", []),
        (['lines=[{"heading": "staff"}]'], "lines", [{"heading": "staff"}]),
        (
            ["lines.0.heading=staff", "lines.0.amount=7", "lines.1.heading=travel"],
            "lines",
            [{"heading": "staff", "amount": {"amount": "7"}}, {"heading": "travel"}],
        ),
        (["labels.workstream=unit"], "labels", {"workstream": "unit"}),
    ],
)
def test_what_is_typed_becomes_what_the_field_takes(description, words, name, value):
    assert typed(description, *words)[name] == value


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("title", "name=value"),
        ("titel=x", "Did you mean title"),
        ("years=2.5", "whole number"),
        ("final=perhaps", "yes or no"),
        ("nation=france", "england, wales"),
        ("amount=much", "amount.amount="),
        ("amount.sum=3", "no sum in it"),
        ("lines.1.heading=x", "from 0 without gaps"),
        ("lines=[", "not JSON"),
        ("title.first=x", "one value"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_how_to_write_it(description, word, message):
    with pytest.raises(WrongUse, match=message):
        typed(description, word)


def test_what_must_be_given_is_named_with_its_meaning(description):
    with pytest.raises(WrongUse, match=r"budget_id=…  the budget"):
        fields_of(description, description.named("set_budget", changing=True), [])


def test_what_is_typed_goes_before_what_the_file_says(description):
    begin = {"themes": ["x"], "years": 1, "title": "F"}
    found = typed(description, "themes=a", "themes=b", begin=begin)
    assert found["themes"] == ["a", "b"]
    assert (found["years"], found["title"]) == (1, "T")


def test_a_request_is_known_by_its_short_name_and_a_mistyped_one_is_guessed(description):
    assert description.named("set-budget", changing=True).name == "projects.set_budget"
    with pytest.raises(WrongUse, match="Did you mean set_budget"):
        description.named("set_budgt", changing=True)
    with pytest.raises(WrongUse, match="knows no file"):
        description.named("file", changing=False)
    with pytest.raises(WrongUse, match="waymark ask budgets"):
        description.named("budgets", changing=True)


def test_help_about_a_request_says_every_field_with_its_type_meaning_and_an_example(description):
    said = explain(description, description.named("set_budget", changing=True), "do")
    for words in (
        "title*  text",
        "a title",
        "on  date",
        "years  whole number from 1 to 5",
        "final  yes or no; left out: no",
        "one of england, wales",
        "money: 12500.00",
        "lines.0.heading*  text",
        "./waymark do set_budget budget_id=… title=…",
    ):
        assert words in said
    assert "Set a budget." in listed(description.requests(changing=True))
    assert listed(description.requests(changing=True, about="nothing like it")) == ""


class Suite:
    """Answers the description, then what it is told; keeps what was sent."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def get(self, path):
        assert path == "/api/openapi.json"
        return DOCUMENT

    def call(self, method, path, body=None, headers=None):
        self.sent.append((method, path, json.loads(body) if body else None, headers or {}))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def command(monkeypatch):
    """Runs `do` or `ask` against a Suite."""

    def run(suite, module, *words):
        @contextmanager
        def client(_arguments):
            yield suite

        for one in (do, ask):
            monkeypatch.setattr(one, "client", client)
        parser = argparse.ArgumentParser(add_help=False)
        module.arguments(parser)
        arguments, arguments.others = parser.parse_known_args(words)
        return module.run(arguments)

    return run


def test_do_sends_each_field_to_its_place_with_the_key_and_the_version(command, capsys):
    suite = Suite({"result": {"budget_id": "b/1", "version": 2}, "events": ["e"]})
    words = ("set_budget", "budget_id=b/1", "--key", "k", "title=T", "--version", "1")
    assert command(suite, do, *words) == Exit.DONE
    [(method, path, body, headers)] = suite.sent
    assert (method, path, body) == ("POST", "/api/v1/budgets/b%2F1/set", {"title": "T"})
    assert (headers["Idempotency-Key"], headers["If-Match"]) == ("k", '"1"')
    assert "Done: Set a budget." in capsys.readouterr().out


def test_a_trial_says_so_where_the_request_has_one(command, capsys):
    suite = Suite({"result": {}, "events": []})
    command(suite, do, "set_budget", "budget_id=b", "title=T", "--dry-run")
    assert suite.sent[0][2]["dry_run"] is True
    assert capsys.readouterr().out.startswith("Tried")


def test_a_refusal_is_json_too_and_ends_as_one(command, capsys):
    problem = {"status": 422, "title": "Not right", "detail": "No.", "fields": {"title": ["Too short"]}}
    with pytest.raises(Refusal) as refused:
        command(Suite(Refusal("No.", problem=problem)), do, "set_budget", "budget_id=b", "title=T", "--json")
    assert refused.value.code == Exit.DIFFERENT
    assert json.loads(capsys.readouterr().out) == {"refused": problem}


def test_fields_come_from_a_file_and_are_typed_over(command, tmp_path):
    (tmp_path / "fields.json").write_text('{"budget_id": "b", "title": "F", "years": 2}')
    suite = Suite({"result": {}, "events": []})
    command(suite, do, "set_budget", "title=T", "--file", str(tmp_path / "fields.json"))
    assert suite.sent[0][2] == {"title": "T", "years": 2}
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(WrongUse, match="one JSON object"):
        command(suite, do, "set_budget", "--file", str(tmp_path / "list.json"))


def test_an_unknown_option_is_wrong_use(command):
    with pytest.raises(WrongUse, match="--keey"):
        command(Suite(), do, "set_budget", "--keey", "k")
    assert command(Suite(), do) == Exit.WRONG_USE


def test_ask_shows_a_page_and_says_that_there_are_more(command, capsys):
    rows = [
        {
            "budget_id": "b",
            "title": "Staff",
            "amount": {"amount": "7.00", "currency": "GBP"},
            "version": 1,
            "note": None,
        }
    ]
    suite = Suite({"items": rows, "next": "c"})
    assert command(suite, ask, "budgets", "final=yes") == Exit.DONE
    assert suite.sent[0][1] == "/api/v1/budgets?final=true"
    shown = capsys.readouterr()
    assert "7.00 GBP" in shown.out
    assert "version" not in shown.out
    assert "note" not in shown.out
    assert "--all" in shown.err


def test_all_follows_the_pages_to_the_last(command, capsys):
    suite = Suite({"items": [{"budget_id": "a"}], "next": "c"}, {"items": [{"budget_id": "b"}], "next": None})
    command(suite, ask, "budgets", "--all", "--json")
    assert [path for _, path, _, _ in suite.sent] == [
        "/api/v1/budgets?limit=200",
        "/api/v1/budgets?limit=200&after=c",
    ]
    assert json.loads(capsys.readouterr().out) == {"items": [{"budget_id": "a"}, {"budget_id": "b"}], "next": None}


def test_the_list_of_requests_can_be_read_by_machines(command, capsys):
    command(Suite(), do, "--list", "budget", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "requests": [{"name": "projects.set_budget", "summary": "Set a budget."}]
    }
    command(Suite(), do, "--help", "set_budget")
    assert "Fields" in capsys.readouterr().out
