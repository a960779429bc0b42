"""Reads of a programme as we knew it on a day, and as it was on a day: SQL over the versioned views, in few statements.

The figures of reports are not here: those are measures, which say the same by `measures/`.
"""
