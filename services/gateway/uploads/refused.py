"""Why a file is not taken: one sentence, which also says what to do."""

from __future__ import annotations

from shared.errors import Invalid


class Refused(Invalid):
    """A file that is not taken."""

    title = "This file is not taken"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, {"file": [sentence]})
