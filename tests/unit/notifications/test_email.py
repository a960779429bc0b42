"""The mail itself: two parts that say the same, a notice on samples, nothing that a name could smuggle in."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from html.parser import HTMLParser

import pytest

from services.notifications.channels.email import Letter, compose, message_id_of

LETTER = Letter(
    subject="Six-monthly report, 1 January 2026 to 30 June 2026",
    greeting="Dear Ann <Example>,",
    paragraphs=("Jo & Co submitted it.",),
    link_text="Open the report",
    link="https://waymark.example/reports/1",
    why="You are told because of your part in it.",
    sample=False,
)


def mail(letter=LETTER, **changes):
    given = {"sender": "Waymark <waymark@example.org>", "name": "Ann Example", "address": "ann@example.org"}
    made = compose(
        letter, **given | changes, message_id=message_id_of("k", "https://waymark.example"), now=datetime.now(UTC)
    )
    return message_from_bytes(made.as_bytes(), policy=SMTP)


def test_plain_text_and_html_say_the_same():
    made = mail()
    plain = made.get_body(("plain",)).get_content()
    page = made.get_body(("html",)).get_content()
    texts = []
    parser = HTMLParser()
    parser.handle_data = texts.append
    parser.feed(page)
    for words in (LETTER.greeting, LETTER.paragraphs[0], LETTER.link_text, LETTER.why):
        assert words in plain
        assert words in "".join(texts)
    assert LETTER.link in plain
    assert f'href="{LETTER.link}"' in page


def test_the_html_part_has_a_language_a_title_and_one_heading_and_fetches_nothing():
    page = mail().get_body(("html",)).get_content()
    assert 'lang="en-GB"' in page
    assert "<title>" in page
    assert page.count("<h1") == 1
    assert "src=" not in page
    assert "<Example>" not in page


def test_a_sample_says_so_in_the_subject_and_in_both_parts():
    made = mail(replace(LETTER, sample=True))
    assert made["Subject"].startswith("SAMPLE, invented data: ")
    assert all("SAMPLE, invented data" in made.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "SAMPLE" not in mail()["Subject"]


def test_the_pdf_goes_with_it_under_its_name():
    (attached,) = mail(replace(LETTER, attachments=(("pdf", "report.pdf", b"%PDF-1.7"),))).iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("report.pdf", "application/pdf")
    assert attached.get_content() == b"%PDF-1.7"


def test_a_name_cannot_add_a_header():
    made = mail(name="Ann\r\nBcc: all@example.org")
    assert made["Bcc"] is None


@pytest.mark.parametrize("address", ["", "ann", "@example.org", "ann@", "ann@example.org\r\nBcc: x@example.org"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="not an e-mail address"):
        mail(address=address)


def test_the_message_id_is_the_same_for_the_same_business_key_and_gives_nobody_away():
    first = message_id_of("rule:event:person-1", "https://waymark.example/x")
    assert first == message_id_of("rule:event:person-1", "https://waymark.example/x")
    assert first != message_id_of("rule:event:person-2", "https://waymark.example/x")
    assert "person-1" not in first
    assert first.endswith("@waymark.example>")
