"""What every channel can do. A new channel is one file here and one line in ``notifications.channels``."""

from dataclasses import dataclass
from typing import Protocol

from organizations.models import Person


class SendFailed(Exception):
    """The message could not be handed over; trying again later may help."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """通知: says that something waits, never what. A second copy has the same ``message_id``."""

    message_id: str
    subject: str
    body: str


class Channel(Protocol):
    """通知渠道."""

    code: str

    def address_of(self, person: Person) -> str:
        """Where the person is reached on this channel; "" where they are not."""

    def send(self, *, to: str, message: Message) -> None:
        """Hand the message to the next machine; raises ``SendFailed``."""
