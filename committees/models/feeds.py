"""Calendar feeds: a secret address that shows titles and times, and can be taken back."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """One person's calendar address; only a hash of its secret is kept, so it is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at=None), name="one_live_feed_per_person")
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"

    @staticmethod
    def hash_of(secret: str) -> str:
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def mint(cls) -> tuple[str, str]:
        """A new (secret, its hash)."""
        secret = secrets.token_urlsafe(24)
        return secret, cls.hash_of(secret)
