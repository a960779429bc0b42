"""Reads data that people change (vocabularies, rules, policies): YAML checked by a schema when the process starts.

A mistake is named with its file and line. Not for settings (the environment) or translations.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from marshmallow import Schema, ValidationError

#: the same as SafeLoader in C, where PyYAML was built with it: ten times as fast, at every start
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataFileError(SystemExit):
    """A data file is not usable; the text names file, line and what to mend."""


def load(file: Path, schema: Schema) -> Any:
    """The file's content as the schema loads it. Raises DataFileError naming every mistake with its line."""
    text = file.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=LOADER)
        content = yaml.load(text, Loader=LOADER)  # noqa: S506  (safe, both of them)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(f"{file.name}, line {line}: {error.problem}") from None
    twice = [f"{file.name}, line {line}: {key} stands here twice" for key, line in _repeated(root)]
    try:
        loaded = schema.load(content)
    except ValidationError as error:
        messages = error.messages if isinstance(error.messages, dict) else {"": error.messages}
        twice += [
            f"{file.name}, line {_line(root, path)}: {'.'.join(map(str, path))}: {text}"
            for path, text in _flat(messages)
        ]
    if twice:
        raise DataFileError("\n".join(twice))
    return loaded


def _flat(messages: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    if isinstance(messages, dict):
        return [found for key, inner in messages.items() for found in _flat(inner, (*path, key))]
    texts = messages if isinstance(messages, list) else [messages]
    return [(path, str(text)) for text in texts]


def _line(node: yaml.Node | None, path: tuple[Any, ...]) -> int:
    """The line of the deepest node on the way to `path` that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            below = [(key, value) for key, value in node.value if str(key.value) == str(step)]
            if not below:  # marshmallow puts "key" and "value" between the levels of a Dict
                continue
            line, node = below[0][0].start_mark.line + 1, below[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _repeated(node: yaml.Node | None) -> list[tuple[str, int]]:
    """Keys that one mapping holds twice: YAML would keep the last without a word."""
    found: list[tuple[str, int]] = []
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                found.append((key.value, key.start_mark.line + 1))
            seen.add(key.value)
            found += _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            found += _repeated(item)
    return found
