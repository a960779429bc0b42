"""The rule matrix is data; every row is tried, and a mistake is named by its line."""

import pytest

from services.notifications import matrix
from services.notifications.domain.wording import FIELDS, said, spelt
from shared.datafile import DataFileError

GOOD = """rules:
  report_submitted:
    fact: reporting.report.submitted
    tell: {recipients: true}
    channel: email
    subject: "{title}"
    says: "{actor} submitted it."
    link: {text: Open, path: "/reports/{subject}"}
"""


@pytest.mark.parametrize("rule", matrix.rules().values(), ids=lambda rule: rule.name)
def test_a_rule_says_who_did_what(rule):
    words = said(rule.says, {"actor": "Ann Example"})
    assert words.startswith("Ann Example ")
    assert words.endswith(".")
    assert "{" not in said(rule.subject, {}) + said(rule.link_path, {})
    assert rule.link_path.startswith("/")


def test_the_funder_gets_the_report_as_a_pdf():
    (rule,) = matrix.about("reporting.report.submitted")
    assert (rule.recipients, rule.attach, rule.horizon_days) == (True, "pdf", 7)


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ("    channel: email", "    channel: pigeon", "line 5: rules.report_submitted.value.channel: Must be one of"),
        ("    fact: reporting.report.submitted", "    fact: reporting.report.x", "line 3: .*no such type of fact"),
        ("    tell: {recipients: true}", "    tell: {}", "line 4: .*nobody is told"),
        ('    says: "{actor} submitted it."', '    says: "{author} did"', "line 7: .*there is no author"),
        ('    subject: "{title}"', '    subject: "{title"', "line 6: "),
        ("    channel: email", "    chanel: email", "line 5: .*Unknown field"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path, line, instead, says):
    assert line in GOOD
    file = tmp_path / "rules.yaml"
    file.write_text(GOOD.replace(line, instead))
    with pytest.raises(DataFileError, match=rf"rules.yaml, {says}"):
        matrix.read(file)


def test_a_fact_is_said_in_words():
    data = {"title": "Report", "period": {"from": "2026-01-01", "to": "2026-06-30"}, "forecast_to": "2026-07-09"}
    assert spelt(data) == {
        "title": "Report",
        "period": "1 January 2026 to 30 June 2026",
        "forecast_to": "9 July 2026",
    }
    assert said("{title} by {actor}", {"title": None}) == f"{FIELDS['title']} by {FIELDS['actor']}"
