"""Makes an e-mail: plain text and accessible HTML saying the same, a link, and attachments. Sends nothing."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

SAMPLE_NOTICE = "SAMPLE, invented data"
#: unfolded headers, up to half of what RFC 5322 allows: folding may put a whole subject on a line after its name
POLICY = SMTP.clone(max_line_length=500)
MEDIA = {"pdf": ("application", "pdf"), "html": ("text", "html"), "json": ("application", "json")}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says, in words that are ready to be read."""

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    link_text: str
    link: str
    why: str  #: why this person is told
    sample: bool
    attachments: tuple[tuple[str, str, bytes], ...] = field(default=(), repr=False)  #: kind, file name, bytes


def compose(letter: Letter, *, sender: str, name: str, address: str, message_id: str, now: datetime) -> EmailMessage:
    """The mail to one person. Raises ValueError when the address is none."""
    message = EmailMessage(policy=POLICY)
    notice = f"{SAMPLE_NOTICE}: " if letter.sample else ""
    message["Subject"] = _one_line(f"{notice}{letter.subject}")
    message["From"] = _address(*parseaddr(sender))
    message["To"] = _address(_one_line(name), address)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    message["Content-Language"] = "en-GB"
    message.set_content(_plain(letter), cte="quoted-printable")
    message.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    for kind, file_name, content in letter.attachments:
        maintype, subtype = MEDIA[kind]
        message.add_attachment(content, maintype=maintype, subtype=subtype, filename=file_name)
    return message


def message_id_of(business_key: str, public_url: str) -> str:
    """The Message-ID that stands for a business key: always the same, so that a mailbox can tell a repeat."""
    digest = hashlib.sha256(business_key.encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(public_url).hostname or 'localhost'}>"


def _address(name: str, address: str) -> Address:
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or any(c.isspace() or ord(c) < 32 for c in address):
        raise ValueError("not an e-mail address")
    return Address(display_name=name, username=local, domain=domain)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(letter: Letter) -> str:
    parts = [f"{SAMPLE_NOTICE}."] if letter.sample else []
    parts += [letter.greeting, *letter.paragraphs, f"{letter.link_text}:\n{letter.link}", letter.why]
    return "\n\n".join(parts) + "\n"


def _html(letter: Letter) -> str:
    """One column, real headings and links, system fonts, contrast above 7 to 1; nothing is fetched from anywhere."""
    notice = f"<p><strong>{html.escape(SAMPLE_NOTICE)}</strong></p>" if letter.sample else ""
    paragraphs = "".join(f"<p>{html.escape(text)}</p>" for text in letter.paragraphs)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(letter.subject)}</title>\n</head>\n"
        '<body style="margin:0;padding:24px;background:#ffffff;color:#0b0c0c;'
        'font-family:Arial,Helvetica,sans-serif;font-size:19px;line-height:1.4">\n'
        f'<main style="max-width:640px">\n{notice}\n<h1 style="font-size:24px;line-height:1.25;margin:0 0 16px">'
        f"{html.escape(letter.subject)}</h1>\n<p>{html.escape(letter.greeting)}</p>\n{paragraphs}\n"
        f'<p><a href="{html.escape(letter.link)}" style="color:#144e81">{html.escape(letter.link_text)}</a></p>\n'
        f'<p style="color:#383f43;font-size:16px">{html.escape(letter.why)}</p>\n</main>\n</body>\n</html>\n'
    )
