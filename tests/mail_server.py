"""A mail server for tests, of green threads: keeps what it is sent, and misbehaves when it is asked to."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import eventlet


class Mailbox:
    """`answers` are given, one a mail, instead of yes ("hang up" keeps the mail and says nothing); `rcpt` likewise to
    the name of a recipient. Listens on `port` from the start.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.rcpt: list[str] = []
        self._socket = eventlet.listen(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = eventlet.spawn(self._serve)

    def close(self) -> None:
        self._thread.kill()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            eventlet.spawn_n(self._talk, connection)

    def _talk(self, connection: Any) -> None:
        file = connection.makefile("rwb", 0)
        try:
            self._converse(file)
        except OSError:
            pass  # the other side was killed
        finally:
            file.close()
            connection.close()

    def _converse(self, file: Any) -> None:
        file.write(b"220 test\r\n")
        while line := file.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                file.write(b"221 bye\r\n")
                return
            if verb == b"RCPT" and self.rcpt:
                file.write(self.rcpt.pop(0).encode() + b"\r\n")
            elif verb == b"DATA":
                if not self._take(file):
                    return
            else:
                file.write(b"250 OK\r\n")

    def _take(self, file: Any) -> bool:
        file.write(b"354 go on\r\n")
        lines: list[bytes] = []
        while (line := file.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":  # cut off before its end: no mail
            return False
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer[0] in "2h":
            self.mails.append(message_from_bytes(b"".join(lines), policy=SMTP))  # type: ignore[arg-type]
        if answer == "hang up":
            return False
        file.write(answer.encode() + b"\r\n")
        return True
