"""A post office between beat and workers: beat leaves its messages at one broker database, they are fetched at another.

with Post(world, delivery=twice) as post:      # or never, late
    world.start("beat", REDIS_URL=post.sender_url)
"""

import json
import random
import threading
from collections.abc import Callable, Sequence
from typing import Any, Self
from uuid import uuid4

from redis import Redis

from operations.watchdog import QUEUE
from tests.faults.world import FaultWorld

Message = dict[str, Any]
Delivery = Callable[[Message], Sequence[Message]]
_LOOK_EVERY = 0.02


class Post:
    """邮局: passes each message on as its ``delivery`` says, which may be changed while it works."""

    def __init__(self, world: FaultWorld, *, delivery: Delivery) -> None:
        self.delivery = delivery
        self.taken = self.delivered = 0
        self.held: list[Message] = []
        url = world.urls["REDIS_URL"]
        self.sender_url = url.removesuffix("/0") + "/1"
        self._from, self._to = (Redis.from_url(one, decode_responses=True) for one in (self.sender_url, url))
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(10)
        self._from.close()
        self._to.close()

    def hold(self, message: Message) -> Sequence[Message]:
        """A ``delivery``: keeps it for ``release``."""
        self.held.append(message)
        return ()

    def release(self, dice: random.Random) -> int:
        """All that was held, in any order; what had a time to expire has none any more. Returns how many."""
        held, self.held = self.held, []
        dice.shuffle(held)
        self._send([{**message, "headers": {**message["headers"], "expires": None}} for message in held])
        return len(held)

    def _work(self) -> None:
        while not self._closing.wait(_LOOK_EVERY):
            while (raw := self._from.rpop(QUEUE)) is not None:
                self.taken += 1
                self._send(self.delivery(json.loads(str(raw))))

    def _send(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self._to.lpush(QUEUE, json.dumps(message))
            self.delivered += 1


def once(message: Message) -> Sequence[Message]:
    return (message,)


def twice(message: Message) -> Sequence[Message]:
    """The same task for two workers, as a broker delivers it that believes the first one dead."""
    again = {**message, "properties": {**message["properties"], "delivery_tag": str(uuid4())}}
    return message, again


def never(_message: Message) -> Sequence[Message]:
    return ()
