from django.apps import AppConfig
from django.utils.module_loading import import_string


class FlowsConfig(AppConfig):
    name = "flows"

    def ready(self) -> None:
        """Provisional entries have clocks of their own; the sweep finds here who locks and fires them."""
        register, kinds = import_string("deadlines.subjects.register"), import_string("audit.models.ChainKind")
        register(kinds.REGISTRY, import_string("flows.trials.clock.ROOM"))
