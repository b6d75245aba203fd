"""What the operating system is told about the line to the database."""

import os
import socket

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_line_that_died_without_a_word_is_noticed_within_a_minute() -> None:
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        if line.family == socket.AF_UNIX:
            pytest.skip("this database is on the same machine, without a network between")
        options = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
        idle, between, tries, unconfirmed = (
            line.getsockopt(socket.IPPROTO_TCP, getattr(socket, option)) for option in options
        )
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    assert idle + between * tries <= 60
    assert 0 < unconfirmed <= 60_000
