"""RUNNING IT: what the installation knows about itself."""

from django.db import models
from django.db.models.functions import Now


class Heartbeat(models.Model):
    """心跳: when a periodic task, or one process, last showed that it works. Machine liveness, never the record.

    ``pid`` is 0 where any process of the host may have done it: a task runs in whichever worker takes it.
    """

    name = models.CharField(max_length=120)
    host = models.CharField(max_length=120, blank=True, default="")
    pid = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField()
    shown_at = models.DateTimeField(db_default=Now(), help_text="by the database's clock, which no rehearsal moves")
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name", "host", "pid"]
        constraints = [models.UniqueConstraint(fields=["name", "host", "pid"], name="one_heartbeat_per_process")]

    def __str__(self) -> str:
        return f"{self.name}@{self.host}:{self.pid} {self.beat_at:%Y-%m-%d %H:%M:%S%z}"
