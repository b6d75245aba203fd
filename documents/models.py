"""PAPERS: files by content, and what they are."""

from django.db import models
from django.db.models import Q

from organizations.models import Organization


class StoredFile(models.Model):
    """文件: one content, stored once under its digest in ``DINGFEN_FILES``."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the content, hex")
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="file_digest_is_sha256")
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Document(models.Model):
    """文件材料: a stored file with a title, as an organization handed it in."""

    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="documents")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    added_by_name = models.CharField(max_length=100)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title
