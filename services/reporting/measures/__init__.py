"""The figures: one small pure function each, (what is known at a cut, period) -> value and the rows behind it.

Importing `registry` is enough to know all of them. Not for SQL (views) nor for how a figure looks (`wording` has its
words; `render` its markup). The list with its rules is the default of docs/architecture.md, "Measures".
"""
