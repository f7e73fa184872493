"""What the jobs leave: one row a run, the ranking of pipes, search rounds, the indicators of each year."""

from __future__ import annotations

from django.db import models

from beffroi.web.platform.models import Entry, TenantRow


class RunKind(models.TextChoices):
    """The operations of the service; the words are those of the ledger."""

    LEAKS = "leaks", "Recherche de fuites"
    NIGHT = "night", "Débits de nuit"
    RANK = "rank", "Classement des conduites"
    INDICATORS = "indicators", "Indicateurs"
    ROUNDS = "rounds", "Tournées d'écoute"


class WaterRun(TenantRow):
    """One run: the period asked for, what the files needed (French), figures of its kind, its event."""

    kind = models.CharField(max_length=10, choices=RunKind)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    made_at = models.DateTimeField()
    messages = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    event = models.ForeignKey(Entry, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "calcul du service de l'eau"
        ordering = ["-id"]
        indexes = [models.Index(fields=["tenant", "kind", "-id"], name="water_run_by_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class PipeRisk(TenantRow):
    """A pipe in the last ranking, ``rank`` 1 the riskiest; ``share``: part of the length down to it, included."""

    run = models.ForeignKey(WaterRun, models.CASCADE, related_name="+")
    pipe = models.CharField(max_length=60)
    rank = models.PositiveIntegerField()
    expected_per_km_year = models.FloatField()
    length_m = models.FloatField()
    share = models.FloatField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["tenant", "pipe"], name="one_risk_a_pipe")]
        indexes = [models.Index(fields=["tenant", "rank"], name="pipe_risk_by_rank")]

    def __str__(self) -> str:
        return self.pipe


class StopOutcome(models.TextChoices):
    """What a team heard on a pipe of its round."""

    FOUND = "found", "Fuite trouvée"
    NOTHING = "nothing", "Rien entendu"
    SKIPPED = "", "Pas écoutée"


class Round(TenantRow):
    """A day's walk of a team. ``stops``, in the order of the walk: pipe_id, street, walk_m, length_m, expected_year,
    reason, line (in the coordinates of the register), and once walked outcome (``StopOutcome``) and note.
    """

    run = models.ForeignKey(WaterRun, models.CASCADE, null=True, related_name="+")
    day = models.DateField()
    team = models.PositiveSmallIntegerField(default=1)
    stops = models.JSONField(default=list)
    walked_m = models.FloatField(default=0)
    listened_m = models.FloatField(default=0)
    expected_year = models.FloatField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tournée"
        ordering = ["-day", "team"]
        constraints = [models.UniqueConstraint(fields=["tenant", "day", "team"], name="one_round_a_team_day")]

    def __str__(self) -> str:
        return f"{self.day} équipe {self.team}"


class VolumesYear(TenantRow):
    """The indicators of a year: yield [%], losses and ILC [m3/day/km], what was counted as zero for want of it."""

    run = models.ForeignKey(WaterRun, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    yield_percent = models.FloatField()
    unbilled_m3_day_km = models.FloatField()
    lost_m3_day_km = models.FloatField()
    ilc_m3_day_km = models.FloatField()
    lost_m3 = models.FloatField()
    threshold_percent = models.FloatField(null=True)
    below_threshold = models.BooleanField(default=False)
    supposed_zero = models.JSONField(default=list)

    class Meta:
        verbose_name = "indicateurs d'une année"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["tenant", "year"], name="one_row_a_volumes_year")]

    def __str__(self) -> str:
        return str(self.year)
