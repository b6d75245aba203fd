from django.apps import AppConfig
from django.core.checks import register

from workdays.checks import AT_EVERY_START, check_notices


class WorkdaysConfig(AppConfig):
    name = "workdays"

    def ready(self) -> None:
        register(check_notices, AT_EVERY_START)
