"""Long work: our own rows are the truth, the queue carries only their number."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models.people import Person
from beffroi.web.platform.models.tenants import TenantRow


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    FAILED = "failed", "Échoué"
    CANCELLED = "cancelled", "Annulé"


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class Job(TenantRow):
    """One piece of long work. ``key`` names its result: the same key is never computed twice at once.

    ticket: its place in the queue; due_at: not before; link: the page that shows what it made.
    """

    kept_back = frozenset({"ticket", "due_at", "lease", "lease_until", "worker", "heartbeat_at"})

    operation = models.CharField("travail", max_length=60)
    key = models.CharField(max_length=120)
    title = models.CharField("intitulé", max_length=160)
    link = models.CharField(max_length=200, blank=True)
    arguments = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    state = models.CharField("état", max_length=10, choices=JobState, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    ticket = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=32, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    progress = models.FloatField(default=0.0)
    progress_text = models.CharField(max_length=160, blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)

    class Meta:
        verbose_name = "travail"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="job_by_state"),
            models.Index(fields=["tenant", "operation", "state"], name="job_by_operation"),
            models.Index(fields=["tenant", "-created_at"], name="job_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "operation", "key"],
                condition=models.Q(state__in=OPEN_STATES),
                name="one_open_job_a_key",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN_STATES


class JobResult(TenantRow):
    """What a job left: one row a job and key, written in the same transaction as what it made."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    value = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="one_result_a_key")]

    def __str__(self) -> str:
        return self.key


class WorkerBeat(models.Model):
    """A worker process that is alive: it says so every few seconds."""

    name = models.CharField(max_length=32, unique=True)
    host = models.CharField(max_length=120)
    pid = models.PositiveIntegerField()
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class ScheduledRun(models.Model):
    """The last slot of each entry of the schedule; ``name`` holds the tenant's number where it has one."""

    name = models.CharField(max_length=100, unique=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
