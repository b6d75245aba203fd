"""提起规则: who convenes, who handles the matter meanwhile. No Django models, no database."""

import re
from collections.abc import Collection, Sequence

from core.vocabulary import ConvenerGround, ConvenerRule, InterimMode

ASKED_PER_MATCHED = 3  # of a case's title every third word at least: the words of a dispute are no matter of a duty


_OF_DISPUTES = re.compile("监管|管理|执法|职责|责任|分工|归属|划分|争议|纠纷|由谁|负责|牵头|协调|问题")


def matter_of(title: str) -> str:
    """争议事项: the title without the words that any dispute has, so that those do not make two matters alike."""
    return _OF_DISPUTES.sub(" ", title).strip() or title


def answers(*, matched: int, asked: int) -> bool:
    """Whether an entry that shares so many of the words asked is about the same matter."""
    return matched * ASKED_PER_MATCHED >= asked > 0


def convener_of(
    parties: Sequence[str], *, named: str, leads: Collection[str], rule: ConvenerRule, first_objector: str,
    first_proposer: str,
) -> tuple[str, ConvenerGround]:  # fmt: skip
    """主办部门的确定: named, else the lead (of several the first listed), else first to object or propose (R2, R3).

    Where nobody known is a party, the first listed convenes.
    """
    if named:
        return named, ConvenerGround.NAMED
    lead = next((party for party in parties if party in leads), "")
    if lead:
        return lead, ConvenerGround.LEAD
    if rule is ConvenerRule.FIRST_PROPOSER and first_proposer in parties:
        return first_proposer, ConvenerGround.FIRST_PROPOSER
    if rule is ConvenerRule.FIRST_OBJECTOR and first_objector in parties:
        return first_objector, ConvenerGround.FIRST_OBJECTOR
    return parties[0], ConvenerGround.FIRST_LISTED


def interim_handler_of(
    parties: Sequence[str], *, mode: InterimMode, leads: Collection[str], first_receiver: str
) -> str | None:
    """先行处置单位的确定, where nobody was named; "" where somebody must be, None where the procedure wants nobody."""
    if mode is InterimMode.NONE:
        return None
    if mode is InterimMode.DESIGNATED:
        return ""
    if mode is InterimMode.FIRST_RECEIVER:
        return first_receiver if first_receiver in parties else parties[0]
    return next((party for party in parties if party in leads), parties[0])
