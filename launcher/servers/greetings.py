"""Is it up? Asked of a server in the first words of its own protocol, without a driver and without signing in."""

import socket
import struct

PROTOCOL_3_0 = 196_608


def speaks_amqp(port: int, host: str = "127.0.0.1") -> bool:
    """Whether the port answers the AMQP 0-9-1 greeting with a method frame (Connection.Start)."""
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False


def answers_postgresql(port: int, host: str = "127.0.0.1") -> bool:
    """Whether the port asks for a password; a server that is still starting answers with an error instead."""
    body = struct.pack("!i", PROTOCOL_3_0) + b"user\x00waymark\x00database\x00postgres\x00\x00"
    try:
        with socket.create_connection((host, port), timeout=2) as connection:
            connection.sendall(struct.pack("!i", len(body) + 4) + body)
            return connection.recv(1) == b"R"
    except OSError:
        return False
