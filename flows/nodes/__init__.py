"""Nodes of our own for the open part of viewflow.

A tier as a call activity with interrupting boundaries, a fan-out of one task per department, human work that
belongs to an organization, a step that the system takes, and an end that stops its process and resumes the parent.
"""

from flows.nodes.automatic import Automatic
from flows.nodes.fan_out import FanOut
from flows.nodes.gateways import If, Split, Switch
from flows.nodes.start import CaseStart
from flows.nodes.tier import Boundary, PathEnd, StageEnd, TierVisit
from flows.nodes.work import Work

__all__ = [
    "Automatic",
    "Boundary",
    "CaseStart",
    "FanOut",
    "If",
    "PathEnd",
    "Split",
    "StageEnd",
    "Switch",
    "TierVisit",
    "Work",
]
