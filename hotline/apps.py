from django.apps import AppConfig
from django.utils.module_loading import import_string


class HotlineConfig(AppConfig):
    name = "hotline"

    def ready(self) -> None:
        """Work orders have clocks of their own; the sweep finds here who locks and fires them.

        They go along when their case is merged.
        """
        register, kinds = import_string("deadlines.subjects.register"), import_string("audit.models.ChainKind")
        register(kinds.HOTLINE, import_string("hotline.clock.ROOM"))
        import_string("flows.merging.when_merged")(import_string("hotline.merging.take_along"))
