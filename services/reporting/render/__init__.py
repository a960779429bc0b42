"""Markup of a report: the page, the chart and the PDF, from the data of report.json and nothing else.

Nothing of the moment of rendering goes in. PDF is made in a process of its own (`process`, `pdf`). Not for figures.
"""
