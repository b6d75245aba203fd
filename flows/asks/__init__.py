"""Every ask, declared once: acts for which a definite organization is waited for, though no step of the flow waits.

An act that is merely possible (to urge, to note, to link, to object) asks nobody and is not here.
"""

from flows.asks import inside, meetings, office, receipts, requests
from flows.asks.office import CONSULTED
from flows.asks.spec import Ask, Part, Viewer

ASKS: tuple[Ask, ...] = tuple(ask for room in (receipts, meetings, office, requests, inside) for ask in room.ASKS)
"""In this order stand those that are due at the same moment."""

__all__ = ["ASKS", "CONSULTED", "Ask", "Part", "Viewer"]
