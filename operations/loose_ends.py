"""收尾: what work that was interrupted leaves behind in its process."""

from django.db import connections


def give_up_broken_transactions() -> None:
    """Between two pieces of work nothing is in a transaction; a connection that says so was broken off in the middle.

    An exception from outside (Celery's soft time limit, want of memory) may fall into a statement, and then Django can
    neither end the transaction nor connect anew: everything that the process does from then on would fail. Such a
    connection is dropped with all that is known of it.
    """
    for connection in connections.all(initialized_only=True):
        if connection.in_atomic_block:
            if connection.connection is not None:
                connection.connection.close()
            del connections[connection.alias]
