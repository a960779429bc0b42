"""Whatever a programme is run with, on plain pages made from what the projects service declares.

A read that lists and a read of one are a *thing*, with a list page and a page of its own; every command has a form; any
other read has a page that asks it. So a call declared in `shared/calls/projects/` is on the screen without a line here.
What its words and columns are, where the declaration does not say it well enough, is one line of `table.py`.

    declared.py    which things there are, and which commands make them or change them
    table.py       words, columns and groups: data
    may.py         which commands and reads somebody is offered
    boxes.py       a call's fields as boxes of a form;  filling.py reads what was typed into them
    references.py  ids as names and links, and what there is to choose from
    showing.py     values and rows in words
    run.py, lists.py, one.py, commands.py, lookups.py, dated.py    the pages

Pages made by hand (projects, milestones) go before these: `table.py` names them.
"""

from __future__ import annotations

from services.gateway.pages.things import commands, dated, lists, lookups, one, run
from services.gateway.pages.things.blueprint import blueprint

__all__ = ["blueprint", "commands", "dated", "lists", "lookups", "one", "run"]
