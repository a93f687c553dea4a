"""What was answered under an idempotency key, so that a repeated call does nothing twice."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """The answer to one call. `status` 0: the call is still being worked on."""

    caller = models.CharField(max_length=64)  # hash of the Authorization header
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)  # hash of method, path and body
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_key"),
        ]
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
