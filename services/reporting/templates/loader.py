"""Reads report templates and checks them: every mistake is named with file and line, all at once, at start.

A template is its file: reports name its version and the SHA-256 of its bytes. Not for filling one in (`reports`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from services.reporting.measures.registry import all_measures
from services.reporting.reports.tables import CHARTS, TABLES
from shared.errors import NotFound
from shared.events import registry as events

FOLDER = Path(__file__).parent


class TemplateError(ValueError):
    """A template file is not usable; the text has a line per mistake, each with file and line number."""


@dataclass(frozen=True, slots=True)
class Narrative:
    """A place for a person's words. `words` is how many are expected at most, for the writer's guidance."""

    label: str
    hint: str
    words: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what answers it; `facts` are the event types, so that nobody is asked twice."""

    id: str
    text: str
    facts: tuple[str, ...]
    figures: tuple[str, ...]
    tables: tuple[str, ...]
    chart: str | None
    narrative: Narrative | None


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    number: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A version of a template, with the digest of its file."""

    id: str
    version: int
    title: str
    notice: str
    funder: str
    months: int
    sections: tuple[Section, ...]
    sha256: str

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def figures(self) -> list[str]:
        """The ids of its figures, each once, in order of appearance."""
        return list(dict.fromkeys(figure for question in self.questions() for figure in question.figures))


def load(file: Path) -> Template:
    """The template in this file. Raises TemplateError with every mistake in it."""
    content = file.read_bytes()
    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise TemplateError(f"{file.name}:{line}: this is not YAML: {getattr(error, 'problem', error)}") from error
    reader = _Reader(file.name)
    found = reader.template(root, hashlib.sha256(content).hexdigest())
    if reader.mistakes or found is None:
        raise TemplateError("\n".join(reader.mistakes))
    return found


@cache
def templates() -> dict[tuple[str, int], Template]:
    """Every template by id and version. Raises TemplateError."""
    found: dict[tuple[str, int], Template] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        template = load(file)
        if file.name != f"{template.id}-{template.version}.yaml":
            raise TemplateError(f"{file.name}:1: this file holds {template.id} version {template.version}: rename it")
        found[template.id, template.version] = template
    return found


def template(id_: str, version: int | None = None) -> Template:
    """A template, at its newest version unless told. Raises NotFound naming those that there are."""
    versions = [number for name, number in templates() if name == id_]
    chosen = version or max(versions, default=0)
    if chosen not in versions:
        there = ", ".join(f"{name} {number}" for name, number in templates())
        raise NotFound(f"There is no report template {id_} version {version or 1}. There are: {there}.")
    return templates()[id_, chosen]


class _Reader:
    """Walks the YAML nodes, which know their lines, and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[str] = []
        self.event_types = {kind.full_type() for kind in events.all_types()}
        self.ids: set[str] = set()

    def wrong(self, node: yaml.Node, what: str) -> None:
        self.mistakes.append(f"{self.file}:{node.start_mark.line + 1}: {what}")

    def template(self, node: yaml.Node | None, sha256: str) -> Template | None:
        if node is None:
            self.mistakes.append(f"{self.file}:1: the file is empty")
            return None
        fields = self.mapping(
            node, "a template", ("template", "version", "title", "notice", "funder", "months", "sections")
        )
        sections = self.each(fields, "sections", self.section)
        return Template(
            self.text(fields, "template", node),
            self.whole(fields, "version", node),
            self.text(fields, "title", node),
            self.text(fields, "notice", node),
            self.text(fields, "funder", node),
            self.whole(fields, "months", node),
            tuple(sections),
            sha256,
        )

    def section(self, node: yaml.Node) -> Section:
        fields = self.mapping(node, "a section", ("id", "number", "title", "questions"))
        id_ = self.new_id(fields, node)
        questions = self.each(fields, "questions", self.question)
        if not questions and not self.mistakes:
            self.wrong(node, "a section needs at least one question; leave out what no facts can answer yet")
        return Section(id_, self.text(fields, "number", node), self.text(fields, "title", node), tuple(questions))

    def question(self, node: yaml.Node) -> Question:
        fields = self.mapping(
            node, "a question", ("id", "text", "facts"), optional=("figures", "tables", "chart", "narrative")
        )
        chart = fields.get("chart")
        narrative = fields.get("narrative")
        figures = self.names(fields, "figures", all_measures(), "measure")
        tables = self.names(fields, "tables", TABLES, "table")
        if fields and not (figures or tables or chart or narrative):
            self.wrong(node, "nothing answers this question: name figures, tables, a chart or a narrative")
        return Question(
            self.new_id(fields, node),
            self.text(fields, "text", node),
            self.names(fields, "facts", self.event_types, "event type"),
            figures,
            tables,
            self.known(chart, CHARTS, "chart") if chart else None,
            self.narrative(narrative) if narrative else None,
        )

    def narrative(self, node: yaml.Node) -> Narrative:
        fields = self.mapping(node, "a narrative", ("label", "hint", "words"))
        return Narrative(
            self.text(fields, "label", node), self.text(fields, "hint", node), self.whole(fields, "words", node)
        )

    def mapping(
        self, node: yaml.Node, what: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.wrong(node, f"{what} is a list of `name: value`")
            return {}
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in fields:
                self.wrong(key, f"{key.value} is there twice")
            elif key.value not in (*required, *optional):
                self.wrong(key, f"{what} has no {key.value}; it has {', '.join((*required, *optional))}")
            fields[key.value] = value
        for name in required:
            if name not in fields:
                self.wrong(node, f"{what} needs {name}")
        return fields

    def each(self, fields: dict[str, yaml.Node], name: str, read: Callable[[yaml.Node], Any]) -> list[Any]:
        node = fields.get(name)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(node, f"{name} is a list, each line begun with -")
            return []
        return [read(item) for item in node.value]

    def text(self, fields: dict[str, yaml.Node], name: str, _: yaml.Node) -> str:
        node = fields.get(name)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.wrong(node, f"{name} is a text")
            return ""
        return str(node.value)

    def whole(self, fields: dict[str, yaml.Node], name: str, node: yaml.Node) -> int:
        text = self.text(fields, name, node)
        if text.isdigit() and int(text) > 0:
            return int(text)
        if text:
            self.wrong(fields[name], f"{name} is a whole number from 1, not {text}")
        return 0

    def new_id(self, fields: dict[str, yaml.Node], node: yaml.Node) -> str:
        text = self.text(fields, "id", node)
        if text in self.ids:
            self.wrong(fields["id"], f"two things are called {text}")
        self.ids.add(text)
        return text

    def names(self, fields: dict[str, yaml.Node], name: str, there: Any, what: str) -> tuple[str, ...]:
        return tuple(self.each(fields, name, lambda node: self.known(node, there, what)))

    def known(self, node: yaml.Node, there: Any, what: str) -> str:
        value = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
        if value not in there:
            self.wrong(
                node, f"there is no {what} {value or '(a name was expected)'}; there are {', '.join(sorted(there))}"
            )
        return value
