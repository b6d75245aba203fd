"""JOINT MEETINGS: one sitting, its agenda of cases, who came, what each department stands for, the minutes."""

from meetings.models.minutes import EarlierMinutes, MeetingTask, MinutesConfirmation
from meetings.models.sitting import (
    AgendaItem,
    Attendance,
    JointMeeting,
    MeetingGuest,
    Postponement,
    Presence,
    Stand,
    StandPhase,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "EarlierMinutes",
    "JointMeeting",
    "MeetingGuest",
    "MeetingTask",
    "MinutesConfirmation",
    "Postponement",
    "Presence",
    "Stand",
    "StandPhase",
]
