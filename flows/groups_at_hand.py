"""专班情形: the working groups that read a case, and those that could; a part of its situation."""

from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, prefetch_related_objects

from cases.models import Case, CaseGroup
from organizations.models import WorkingGroup
from organizations.selectors import local_date


class GroupsAtHand:
    """专班: looked up only where a rule asks for them; ``case`` and ``at`` are the situation's."""

    case: Case
    at: datetime

    @cached_property
    def _groups(self) -> list[WorkingGroup]:
        """The working groups of the jurisdiction, the latest first; ``reads`` says whether they read the case."""
        links = CaseGroup.objects.filter(case=self.case, removed_at=None, group=OuterRef("pk"))
        groups = WorkingGroup.objects.filter(host__jurisdiction=self.case.jurisdiction_id).annotate(reads=Exists(links))
        return list(groups.order_by("-reads", "-pk")[:200])

    @cached_property
    def groups(self) -> list[WorkingGroup]:
        """Those that read the case, with the seats in them."""
        found = [group for group in self._groups if getattr(group, "reads", False)]
        prefetch_related_objects(found, "members__organization")
        return found

    @property
    def free_groups(self) -> list[WorkingGroup]:
        """Those that do not read it yet, and are not dissolved."""
        today = local_date(self.case.jurisdiction, self.at)
        standing = [group for group in self._groups if group.valid_to is None or group.valid_to > today]
        return [group for group in standing if not getattr(group, "reads", False)]
