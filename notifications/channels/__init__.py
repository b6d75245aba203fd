"""The channels that notices leave by."""

from collections.abc import Mapping

from notifications.channels.channel import Channel
from notifications.channels.mail import Mail

CHANNELS: Mapping[str, Channel] = {channel.code: channel for channel in (Mail(),)}
