"""流程图的位置: where the nodes of the flows stand, drawn by hand so that they read like the procedure.

A flow that is not here is laid out by the engine. Numbers are pixels of the drawing, ``x`` and ``y`` the middle
of a node. Lines with the same end share a channel, so that they read as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Point = tuple[int, int]
SIZES: Mapping[str, Point] = {
    "callActivity": (130, 72), "userTask": (130, 64), "serviceTask": (130, 64), "exclusiveGateway": (44, 44),
    "parallelGateway": (44, 44), "complexGateway": (44, 44), "startEvent": (36, 36),
    "endEvent": (36, 36), "boundaryEvent": (28, 28),
}  # fmt: skip
_TIERS, _OFFICE, _CARRYING = 120, 310, 450
_HIGHEST, _OVER, _DUE, _AGREED, _RETURNED, _WITHDRAWN, _BETWEEN, _UNDER = 30, 46, 190, 208, 226, 244, 380, 510
_NOT_TAKEN, _LOWEST = 398, 535


@dataclass(frozen=True)
class Route:
    """线路: the sides a line leaves and enters by, how far along the entered side, and the height of its channel."""

    leave: str = "right"
    enter: str = "left"
    channel: int | None = None
    at: float = 0.5


PLACES: Mapping[str, Mapping[str, Point]] = {
    "DisputeFlow": {
        "start": (30, _TIERS), "received": (90, _TIERS), "entering": (210, _TIERS),
        "intake": (90, _OFFICE), "taken_in": (210, _OFFICE), "correction": (210, _CARRYING),
        "corrected": (90, _CARRYING),
        "negotiation": (330, _TIERS), "negotiated": (455, _TIERS),
        "dispatch_applies": (545, _TIERS), "dispatch": (680, _TIERS), "dispatched": (810, _TIERS),
        "office": (940, _TIERS), "coordinated": (1070, _TIERS), "referral": (1270, _TIERS),
        "filing": (545, _OFFICE), "filed": (680, _OFFICE), "listing": (1270, _OFFICE), "listed": (1130, _OFFICE),
        "carrying_out": (680, _CARRYING), "reported": (790, _CARRYING), "checking": (910, _CARRYING),
        "checked": (1030, _CARRYING), "archiving": (1160, _CARRYING), "end": (1270, _CARRYING),
        "recording": (530, _CARRYING),
        "resolved": (1400, _TIERS),
    },
    "NegotiationFlow": {
        "start": (30, 150), "begin": (110, 150),
        "ask": (210, 70), "position": (340, 70), "positions_in": (470, 70), "heard": (570, 70),
        "conduct": (250, 230), "conducted": (380, 230), "circulate": (480, 230), "sign": (610, 230),
        "signed": (740, 230), "all_signed": (840, 230), "agreed": (940, 230), "referred": (430, 140),
        "consult": (380, 345), "answer": (510, 345), "answers": (640, 345), "answered": (740, 345),
    },
    "DispatchCoordinationFlow": {
        "start": (30, 150), "begin": (110, 150),
        "ask": (210, 70), "position": (340, 70), "positions_in": (470, 70), "heard": (570, 70),
        "convene": (250, 230), "convened": (380, 230), "hold": (510, 230), "held": (630, 230), "minutes": (750, 230),
        "minuted": (880, 230), "circulate_minutes": (990, 350), "confirm_minutes": (1110, 350),
        "answered": (1230, 350), "confirmed": (1320, 350), "correct_minutes": (1450, 350), "agreed": (1320, 230),
        "apply": (680, 350), "referred": (510, 350),
    },
    "OfficeCoordinationFlow": {
        "start": (30, 280), "acceptance": (160, 280), "reviewed": (290, 280),
        "declined": (245, 160), "transferred": (335, 160),
        "supplement": (290, 420), "supplemented": (160, 420), "abandoned": (50, 420),
        "study": (450, 280), "studied": (580, 280), "referred": (690, 280),
        "drafted": (580, 50), "review": (700, 50), "checked": (810, 50), "confirm": (920, 50),
        "confirmed": (1030, 50), "determined": (1110, 50), "agreed": (1110, 120),
        "hold": (730, 160), "held": (830, 160), "minutes": (940, 160), "minuted": (1060, 160),
        "circulate_minutes": (1190, 160), "confirm_minutes": (1310, 160), "answered": (1430, 160),
        "minutes_answered": (1520, 160), "correct_minutes": (1650, 160),
        "solicit": (690, 400), "reply": (820, 400), "replies": (950, 400),
        "cosigning": (690, 540), "cosign": (820, 540), "cosigned": (950, 540),
    },
    "ReferralFlow": {
        "start": (30, 150), "receive": (150, 150), "route": (310, 150), "routed": (430, 150), "returned": (430, 50),
        "on_paper": (560, 60), "agenda": (560, 240), "tabled": (690, 240),
        "commission": (830, 150), "government": (830, 240), "standing_committee": (830, 330),
        "answered": (970, 240), "decided": (1060, 240),
    },
}  # fmt: skip
ROUTES: Mapping[str, Mapping[tuple[str, str], Route]] = {
    "DisputeFlow": {
        ("received", "intake"): Route("bottom", "top"),
        ("taken_in", "entering"): Route("top", "bottom"),
        ("taken_in", "correction"): Route("bottom", "top"),
        ("taken_in", "archiving"): Route("right", "top", _NOT_TAKEN, 0.5),
        ("correction", "corrected"): Route("left", "right"),
        ("corrected", "intake"): Route("top", "bottom"),
        ("corrected", "archiving"): Route("bottom", "bottom", _LOWEST),
        ("entering", "office"): Route("top", "top", _OVER, 0.85),
        ("entering", "referral"): Route("top", "top", _HIGHEST),
        ("negotiated", "filing"): Route("bottom", "left"),
        ("negotiated", "recording"): Route("bottom", "left"),
        ("dispatched", "recording"): Route("bottom", "left", _AGREED),
        ("dispatch_applies", "office"): Route("top", "top", _OVER, 0.85),
        ("dispatched", "filing"): Route("bottom", "top", _AGREED),
        ("negotiation__deadline", "dispatch_applies"): Route("bottom", "bottom", _DUE),
        ("dispatch__deadline", "office"): Route("bottom", "bottom", _DUE, 0.2),
        ("office__deadline", "referral"): Route("bottom", "bottom", _DUE, 0.2),
        ("negotiation__withdrawal", "archiving"): Route("bottom", "top", _WITHDRAWN, 0.75),
        ("dispatch__withdrawal", "archiving"): Route("bottom", "top", _WITHDRAWN, 0.75),
        ("office__withdrawal", "archiving"): Route("bottom", "top", _WITHDRAWN, 0.75),
        ("referral__withdrawal", "archiving"): Route("bottom", "top", _WITHDRAWN, 0.75),
        ("coordinated", "listing"): Route("bottom", "left"),
        ("coordinated", "archiving"): Route("bottom", "top", _BETWEEN, 0.25),
        ("listing", "listed"): Route("left", "right"),
        ("listed", "carrying_out"): Route("bottom", "top", _BETWEEN),
        ("listed", "office"): Route("top", "bottom", _RETURNED, 0.6),
        ("listed", "referral"): Route("top", "bottom", _RETURNED, 0.3),
        ("reported", "office"): Route("top", "bottom", _BETWEEN, 0.45),
        ("checked", "office"): Route("top", "bottom", _BETWEEN, 0.45),
        ("filed", "dispatch_applies"): Route("top", "bottom", _RETURNED),
        ("filed", "office"): Route("top", "bottom", _RETURNED, 0.35),
        ("resolved", "listing"): Route("bottom", "right"),
        ("resolved", "office"): Route("top", "top", _OVER, 0.85),
        ("filed", "negotiation"): Route("top", "bottom", _RETURNED, 0.25),
        ("filed", "dispatch"): Route("top", "bottom"),
        ("filed", "carrying_out"): Route("bottom", "top"),
        ("checked", "carrying_out"): Route("bottom", "bottom", _UNDER),
    },
    "NegotiationFlow": {
        ("begin", "ask"): Route("top", "left"),
        ("begin", "conduct"): Route("bottom", "left"),
        ("conducted", "referred"): Route("top", "left"),
        ("conducted", "consult"): Route("bottom", "top"),
        ("consult", "conduct"): Route("bottom", "bottom", 385, 0.3),
        ("all_signed", "conduct"): Route("bottom", "bottom", 290),
        ("all_signed", "circulate"): Route("top", "top", 185),
    },
    "DispatchCoordinationFlow": {
        ("begin", "ask"): Route("top", "left"),
        ("begin", "convene"): Route("bottom", "left"),
        ("convened", "referred"): Route("bottom", "left"),
        ("held", "convene"): Route("top", "top", 165),
        ("minuted", "circulate_minutes"): Route("bottom", "left"),
        ("confirmed", "agreed"): Route("top", "bottom"),
        ("correct_minutes", "minuted"): Route("top", "top", 165),
        ("minuted", "apply"): Route("bottom", "right"),
        ("apply", "referred"): Route("left", "right"),
    },
    "OfficeCoordinationFlow": {
        ("reviewed", "declined"): Route("top", "bottom", 225),
        ("reviewed", "transferred"): Route("top", "bottom", 225),
        ("reviewed", "supplement"): Route("bottom", "top"),
        ("supplement", "supplemented"): Route("left", "right"),
        ("supplemented", "abandoned"): Route("left", "right"),
        ("supplemented", "acceptance"): Route("top", "bottom"),
        ("studied", "solicit"): Route("bottom", "left"),
        ("studied", "hold"): Route("top", "left"),
        ("studied", "confirm"): Route("top", "left"),
        ("held", "study"): Route("bottom", "top", 215, 0.6),
        ("minuted", "study"): Route("bottom", "top", 215, 0.6),
        ("minutes_answered", "study"): Route("bottom", "top", 215, 0.6),
        ("correct_minutes", "minuted"): Route("bottom", "bottom", 240, 0.8),
        ("confirmed", "study"): Route("bottom", "top", 105, 0.3),
        ("replies", "study"): Route("bottom", "bottom", 460),
        ("studied", "cosigning"): Route("bottom", "left"),
        ("cosigned", "study"): Route("bottom", "bottom", 600, 0.2),
    },
    "ReferralFlow": {
        ("routed", "returned"): Route("top", "bottom"),
        ("routed", "agenda"): Route("bottom", "left"),
        ("tabled", "commission"): Route("top", "left"),
        ("tabled", "standing_committee"): Route("bottom", "left"),
        ("commission", "answered"): Route("right", "top", 150),
        ("on_paper", "answered"): Route("right", "top", 60),
        ("standing_committee", "answered"): Route("right", "bottom", 330, 0.8),
        ("answered", "tabled"): Route("bottom", "bottom", 400, 0.2),
        ("answered", "routed"): Route("bottom", "bottom", 420, 0.2),
        ("tabled", "routed"): Route("bottom", "bottom", 420, 0.2),
    },
}
# how far along the lower side of a tier its boundaries sit
BOUNDARIES: Mapping[str, float] = {"deadline": 0.7, "withdrawal": 0.93}


@dataclass(frozen=True)
class Box:
    """A node's rectangle."""

    x: int
    y: int
    width: int
    height: int

    def side(self, name: str, at: float = 0.5) -> Point:
        """A point on one of its sides."""
        along, down = self.x + round(self.width * at), self.y + round(self.height * at)
        return {
            "left": (self.x, down), "right": (self.x + self.width, down),
            "top": (along, self.y), "bottom": (along, self.y + self.height),
        }[name]  # fmt: skip


def box_at(element: str, middle: Point) -> Box:
    """The rectangle of a node of this kind around its middle."""
    width, height = SIZES[element]
    return Box(middle[0] - width // 2, middle[1] - height // 2, width, height)


def boundary_box(host: Box, meaning: str) -> Box:
    """On the lower side of its host."""
    return box_at("boundaryEvent", host.side("bottom", BOUNDARIES[meaning]))


def line_between(source: Box, target: Box, route: Route) -> tuple[Point, ...]:
    """The bends of a line, ends on the borders of both nodes."""
    first, last = source.side(route.leave), target.side(route.enter, route.at)
    if route.channel is not None:
        return first, (first[0], route.channel), (last[0], route.channel), last
    if first[0] == last[0] or first[1] == last[1]:
        return first, last
    return first, (first[0], last[1]), last
