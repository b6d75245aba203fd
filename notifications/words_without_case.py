"""What happened to a work order, to a provisional duty entry or to the installation, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

# kind: (title, sentence), as in ``notifications.wording``.
ORDER_WORDS: Mapping[str, tuple[str, str]] = {
    "work_order.received": (_("Work order received"), _("%(who)s took the work order in.")),
    "work_order.opened": (_("Work order opened"), _("%(who)s opened the work order: it has been delivered.")),
    "work_order.paper_added": (_("Paper added"), _("%(who)s added a paper to the work order.")),
    "work_order.dispatched": (_("Work order dispatched"), _("%(who)s dispatched the work order.")),
    "work_order.accepted": (_("Work order accepted"), _("%(who)s accepted the work order.")),
    "work_order.first_handler": (
        _("First handler by silence"),
        _("The term to object ran out after delivery; the receiver is the first handler."),
    ),
    "work_order.objected": (_("Objection to a dispatch"), _("%(who)s objected to the dispatch; it is to be verified.")),
    "work_order.coordination_asked": (
        _("Coordination asked for"), _("%(who)s asked for coordination: no further return is possible."),
    ),
    "work_order.returned": (_("Work order returned"), _("%(who)s upheld the objection; the work order is returned.")),
    "work_order.objection_rejected": (
        _("Objection not upheld"), _("%(who)s did not uphold the objection; the work order stays where it is."),
    ),
    "work_order.designated": (_("Handler designated"), _("%(who)s designated who handles the work order.")),
    "work_order.put_behind_case": (
        _("Work order behind a case"), _("%(who)s put the work order behind a case; its own term runs on."),
    ),
    "work_order.handed_over": (
        _("Work order handed over"), _("%(who)s handed the work order over to the lead department."),
    ),
    "work_order.moved_with_case": (
        _("Work order moved with its case"),
        _("%(who)s merged the case; the work order stands behind the other now."),
    ),
    "work_order.answered": (_("Work order answered"), _("%(who)s answered and closed the work order.")),
    "work_order.succeeded": (
        _("Successor stepped in"),
        _("An organization was dissolved; its successor goes on with the work order."),
    ),
    "work_order.recounted": (
        _("Terms counted again"), _("The calendar changed; the terms of the work order were counted again."),
    ),
    "work_order.warned": (_("Term about to run out"), _("A term of the work order is about to run out.")),
    "work_order.reminded": (_("Reminder"), _("A term of the work order has run out; somebody waits.")),
}  # fmt: skip
ENTRY_WORDS: Mapping[str, tuple[str, str]] = {
    "trial.begun": (_("Provisional entry"), _("A provisional result entered the duty list; it is reviewed in time.")),
    "trial.warned": (_("Review due"), _("A provisional entry lapses before long; its review is due.")),
    "trial.lapsed": (
        _("Provisional entry lapsed"),
        _("A provisional entry lapsed; it is to be reviewed."),
    ),
    "trial.recounted": (
        _("Terms counted again"),
        _("The calendar changed; the reminder of the review was counted again."),
    ),
    "trial.reminded": (_("Reminder"), _("A provisional entry lapsed and still waits for its review.")),
    "trial.confirmed": (_("Confirmed as lasting"), _("%(who)s confirmed a provisional entry as lasting.")),
    "trial.prolonged": (_("Provisional entry prolonged"), _("%(who)s prolonged a provisional entry.")),
    "trial.left_to_lapse": (_("Reviewed: lapses"), _("%(who)s reviewed a provisional entry; it is not continued.")),
    "trial.taken_up_anew": (_("Taken up in a new case"), _("%(who)s opened a case about a provisional entry.")),
    "trial.superseded": (_("Provisional entry replaced"), _("A later version took the place of a provisional entry.")),
}
RUNNING_WORDS: Mapping[str, tuple[str, str]] = {
    "incident.opened": (
        _("A clock cannot take effect"), _("A clock failed again and again; an incident waits for somebody to look."),
    ),
    "incident.retried": (_("Tried again"), _("%(who)s had a clock tried again.")),
    "incident.closed": (_("Incident closed"), _("%(who)s closed incidents of clocks.")),
    "clock_gate.shut": (
        _("The time cannot be trusted"), _("A clock jumped or is wrong; no deadline takes effect until it is right."),
    ),
    "clock_gate.opened": (_("The time is trusted again"), _("The clocks agree again; deadlines take effect.")),
    "clock_gate.accepted": (_("Time accepted"), _("%(who)s accepted the present time; deadlines take effect.")),
}  # fmt: skip
