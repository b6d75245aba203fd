from django.apps import AppConfig
from django.core.checks import register

from operations.checks import check_failpoints


class OperationsConfig(AppConfig):
    name = "operations"

    def ready(self) -> None:
        register(check_failpoints, deploy=True)
