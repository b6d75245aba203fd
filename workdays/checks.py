"""System check: the notices can be read. A broken file is found at start, not by the first term that is counted.

What has to start fast (the daemon, cron's sweep) runs the checks of this tag only: all of Django's take seconds.
"""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error

from workdays.errors import NoticeInvalid
from workdays.notice_files import loaded_notices, operator_folder

AT_EVERY_START = "dingfen"


def check_notices(**_options: Any) -> Sequence[CheckMessage]:
    """放假通知: every file, shipped or installed by the operator, is usable."""
    try:
        loaded_notices()
    except NoticeInvalid as error:
        hint = f"Correct or remove the file ({operator_folder()} is the operator's folder)."
        return [Error(error.text(), hint=hint, id="workdays.E001")]
    return []
