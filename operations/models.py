"""RUNNING IT: what the installation knows about itself."""

from django.db import models


class Heartbeat(models.Model):
    """心跳: when a periodic task last ended well. Machine liveness, never part of the record."""

    name = models.CharField(max_length=120, unique=True)
    beat_at = models.DateTimeField()
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at:%Y-%m-%d %H:%M:%S%z}"
