"""提请情形: what of a referral decides who may do what now; read once, three queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from cases.models import Case, CosigningRequest, ReferralFile, Stage


@dataclass(frozen=True, kw_only=True)
class ReferralFacts:
    """``files`` holds the latest version by stage, ``request`` the latest co-signing of the open stage."""

    files: Mapping[int, ReferralFile]
    request: CosigningRequest | None

    def unsent(self, stage_id: int | None) -> ReferralFile | None:
        """The file of a stage, while it can still be changed."""
        file = self.files.get(stage_id or 0)
        return file if file is not None and file.sent_at is None else None

    def is_cosigned(self, stage: Stage | None) -> bool:
        """Whether everybody has answered, or let the term pass, about the version that stands."""
        file = self.files.get(stage.pk) if stage else None
        request = self.request
        return file is not None and request is not None and bool(request.closed_at) and request.file_id == file.pk


def referral_facts(case: Case, stage: Stage | None) -> ReferralFacts:
    latest = ReferralFile.objects.filter(case=case).order_by("stage_id", "-version").distinct("stage_id")
    files = {file.stage_id: file for file in latest.defer("sections", "differences")}
    asked = CosigningRequest.objects.filter(stage=stage).order_by("-pk") if stage and files else None
    return ReferralFacts(files=files, request=asked.first() if asked is not None else None)
