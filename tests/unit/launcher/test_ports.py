"""Free ports."""

import socket

from launcher.ports import answers, free_port, is_free


def test_a_taken_port_is_not_free_and_answers():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        assert answers(port)
        assert free_port(preferred=port) != port
    assert not answers(port)


def test_no_port_is_given_out_twice():
    assert len({free_port() for _ in range(50)}) == 50


def test_ports_lie_below_those_of_outgoing_connections():
    assert 20_000 <= free_port() < 32_000
