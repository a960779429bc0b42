"""Hands one mail to an SMTP server, and says exactly how far it came.

The last moment at which a mail can be called back is before its text is sent: `before_text` is asked then.
"""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

TIMEOUT = 30


class TryLater(Exception):
    """It was not accepted, and may be another time. The text holds no address."""


class Refused(Exception):
    """It was not accepted and will not be. The text holds no address."""


class Unconfirmed(Exception):
    """Its text was sent and no answer came: it may have been accepted."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes: `smtp://[user:password@]host[:port]`, or smtps:// for TLS from the start."""

    host: str
    port: int
    secure: bool
    user: str | None
    password: str | None

    @classmethod
    def at(cls, url: str) -> Server:
        parts = urlsplit(url)
        secure = parts.scheme == "smtps"
        return cls(
            parts.hostname or "127.0.0.1",
            parts.port or (465 if secure else 25),
            secure,
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
        )

    def is_local(self) -> bool:
        """Whether it is on this machine or a private network: where a sample's mail may go."""
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        except OSError:
            return False
        addresses = [ipaddress.ip_address(str(each[4][0])) for each in found]
        return bool(addresses) and all(each.is_private or each.is_loopback for each in addresses)


def hand_over(server: Server, message: EmailMessage, to: str, sender: str, before_text: Callable[[], bool]) -> bool:
    """Send one mail. False: `before_text` said no, and nothing was sent. Raises TryLater, Refused or Unconfirmed."""
    try:
        connection = _connect(server)
    except smtplib.SMTPResponseException as error:
        raise TryLater(f"the mail server answered {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise TryLater(f"the mail server could not be reached ({type(error).__name__})") from None
    try:
        options = ["SMTPUTF8"] if not to.isascii() and connection.has_extn("smtputf8") else []
        _expect(connection.mail(sender, options), "sender")
        _expect(connection.rcpt(to), "recipient")
        if not before_text():
            return False
        return _text(connection, message.as_bytes())
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise TryLater(f"the connection was lost ({type(error).__name__})") from None
    finally:
        _hang_up(connection)


def _text(connection: smtplib.SMTP, content: bytes) -> bool:
    try:
        code, _ = connection.data(content)
    except smtplib.SMTPDataError as error:  # the server said no before any text was sent
        code = error.smtp_code
    except (smtplib.SMTPException, OSError) as error:
        raise Unconfirmed(f"no answer came after the text was sent ({type(error).__name__})") from None
    _expect((code, b""), "text")
    return True


def _expect(answer: tuple[int, Any], what: str) -> None:
    """Anything but 2xx is a no: for now when it is 4xx, for ever when it is 5xx (RFC 5321, 4.2.1). Codes only."""
    code = answer[0]
    if 200 <= code < 300:
        return
    if 500 <= code < 600:
        raise Refused(f"the mail server refused the {what} ({code})")
    raise TryLater(f"the mail server put off the {what} ({code})")


def _connect(server: Server) -> smtplib.SMTP:
    if server.secure:
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        connection.ehlo_or_helo_if_needed()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
    connection.ehlo_or_helo_if_needed()
    if server.user:
        if not isinstance(connection.sock, ssl.SSLSocket) and not server.is_local():
            connection.close()
            raise TryLater("the mail server offers no TLS, and our password does not travel in the clear")
        connection.login(server.user, server.password or "")
    return connection


def _hang_up(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()
