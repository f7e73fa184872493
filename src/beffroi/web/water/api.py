"""Readings over the JSON API: ``/api/v1/water/readings``, with a key made for this service."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.http import Http404
from ninja import Router, Schema

from beffroi.water.messages import MOST_BYTES, Intake, MessageUnreadable, parse_message, parse_table
from beffroi.web.platform.api_problems import MEDIA, SCHEMA
from beffroi.web.platform.tenancy import service_enabled
from beffroi.web.water.feed import FeedStore, SensorState, sensor_states
from beffroi.web.water.models import Source
from beffroi.web.water.starting import SERVICE

ABSENT = {
    404: {
        "description": "Le service de l'eau n'est pas allumé ici",
        "content": {MEDIA: {"schema": SCHEMA}},
    }
}
READING = {
    "type": "object",
    "required": ["sensor", "t", "value"],
    "properties": {
        "sensor": {"type": "string", "minLength": 1, "maxLength": 200},
        "t": {"type": "string", "example": "2026-07-01 03:15:00", "description": "Heure normale, sans heure d'été."},
        "value": {"type": "number"},
    },
}
BODY = {
    "required": True,
    "content": {
        "application/json": {"schema": {"anyOf": [READING, {"type": "array", "items": READING}]}},
        "text/csv": {"schema": {"type": "string", "example": "t,n1,n4\n2026-07-01 03:15:00,41.2,38.9\n"}},
    },
}
router = Router()


class Taken(Schema):
    """What became of readings: new (late among them), received before, corrected."""

    new: int
    late: int
    repeated: int
    corrected: int

    @classmethod
    def of(cls, intake: Intake) -> Self:
        """Build the answer."""
        return cls(new=intake.new, late=intake.late, repeated=intake.repeated, corrected=intake.corrected)


class SensorAnswer(Schema):
    """A sensor, its last reading (naive standard time), when we received one last, whether it is late."""

    sensor: str
    kind: str
    last_t: str
    last_value: float | None
    received_at: datetime | None
    late: bool

    @classmethod
    def of(cls, state: SensorState) -> Self:
        """Build the answer."""
        row = state.sensor
        return cls(
            sensor=row.name,
            kind=row.kind,
            last_t=row.last_t,
            last_value=row.last_value,
            received_at=row.received_at,
            late=state.late,
        )


def _opened() -> None:
    if not service_enabled(SERVICE):
        raise Http404


@router.get(
    "readings",
    response=list[SensorAnswer],
    summary="Capteurs",
    url_name="water-readings",
    openapi_extra={"responses": ABSENT},
)
def sensors(request: Any) -> list[SensorAnswer]:
    """Dernière mesure de chaque capteur ; ceux en retard d'abord."""
    _opened()
    return [SensorAnswer.of(state) for state in sensor_states()]


@router.post(
    "readings",
    response=Taken,
    summary="Envoyer des mesures",
    url_name="water-readings",
    openapi_extra={"requestBody": BODY, "responses": ABSENT},
)
def readings(request: Any) -> Taken:
    """Mesures en JSON (une ou une liste) ou en CSV. En retard, en double ou en désordre : chacune compte une fois."""
    _opened()
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise MessageUnreadable(f"Message de plus de {MOST_BYTES // 10**6} Mo : envoyez moins de mesures à la fois.")
    parse = parse_table if request.content_type == "text/csv" else parse_message
    return Taken.of(FeedStore(request.auth.tenant, Source.HTTP).take(parse(request.body)))
