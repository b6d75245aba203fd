"""数据库连接: whether there still is one."""

from django.db import connection


def is_lost() -> bool:
    """Whether an error was that of the line to the database, not of what was asked: then nothing else can be done.

    Inside a transaction nobody can tell; whoever began it asks again when it is over.
    """
    return not connection.in_atomic_block and not connection.is_usable()
