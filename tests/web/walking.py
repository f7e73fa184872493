"""Every address of the workspace, with what stands in its place holders."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from filling import Rows

from beffroi.web.assistant.models import Asked, Comparison, Document, Dossier, Draft, Signatory, Site, Trial, Unwritten
from beffroi.web.canteen.models import Run, Upload
from beffroi.web.phone.models import (
    Call,
    Closure,
    DutyOfficer,
    Message,
    NamedPerson,
    PastRequest,
    Place,
    Proposal,
    Service,
    Topic,
)
from beffroi.web.phone.models import Opening as Hours
from beffroi.web.platform.access import Audience, Opening, opening_of
from beffroi.web.platform.models import ApiToken, Delegation, Invitation, Job, Membership, Person, Tenant
from beffroi.web.water.models import Leak, NightAlarm, Round, WaterFile

# what stands for a place holder, by name of the address and of the place holder: a model (its number) or a word
SAMPLES: Mapping[tuple[str, str], type[models.Model] | str | int | date] = {
    ("job", "number"): Job,
    ("job-cancel", "number"): Job,
    ("job-again", "number"): Job,
    ("register-system", "service"): "canteen",
    ("canteen-day", "when"): date(2026, 9, 7),
    ("canteen-workbook", "monday"): date(2026, 9, 7),
    ("canteen-example", "name"): "attendance",
    ("canteen-upload", "number"): Upload,
    ("canteen-withdraw", "number"): Upload,
    ("canteen-original", "number"): Upload,
    ("canteen-original", "place"): 0,
    ("canteen-scenario", "number"): Run,
    ("assistant-answer", "number"): Asked,
    ("assistant-answer-odt", "number"): Asked,
    ("assistant-judge", "number"): Asked,
    ("assistant-file", "number"): Asked,
    ("assistant-reword", "number"): Asked,
    ("assistant-translate", "number"): Asked,
    ("assistant-erase-one", "number"): Asked,
    ("assistant-dossier", "number"): Dossier,
    ("assistant-dossier-odt", "number"): Dossier,
    ("assistant-dossier-erase", "number"): Dossier,
    ("assistant-document", "number"): Document,
    ("assistant-withdraw", "number"): Document,
    ("assistant-original", "number"): Document,
    ("assistant-public-original", "number"): Document,
    ("assistant-comparison", "number"): Comparison,
    ("assistant-comparison-close", "number"): Comparison,
    ("assistant-site-remove", "number"): Site,
    ("assistant-letter", "number"): Draft,
    ("assistant-letter-odt", "number"): Draft,
    ("assistant-letter-reject", "number"): Draft,
    ("assistant-letter-erase", "number"): Draft,
    ("assistant-unwritten-one", "number"): Unwritten,
    ("assistant-trial-erase", "number"): Trial,
    ("assistant-signatory-remove", "number"): Signatory,
    ("water-leak", "number"): Leak,
    ("water-leak-move", "number"): Leak,
    ("water-leak-sheet", "number"): Leak,
    ("water-leak-map", "number"): Leak,
    ("water-round", "number"): Round,
    ("water-round-sheet", "number"): Round,
    ("water-round-map", "number"): Round,
    ("water-round-file", "number"): Round,
    ("water-round-heard", "number"): Round,
    ("water-alarm", "number"): NightAlarm,
    ("water-file", "number"): WaterFile,
    ("water-file-decide", "number"): WaterFile,
    ("water-file-original", "number"): WaterFile,
    ("phone-call", "number"): Call,
    ("phone-topic", "number"): Topic,
    ("phone-topic-approve", "number"): Topic,
    ("phone-topic-remove", "number"): Topic,
    ("phone-family-approve", "intent"): "etat_civil",
    ("phone-message", "number"): Message,
    ("phone-message-take", "number"): Message,
    ("phone-message-done", "number"): Message,
    ("phone-message-forward", "number"): Message,
    ("phone-message-sound", "number"): Message,
    ("phone-proposal", "number"): Proposal,
    ("phone-past-judge", "number"): PastRequest,
    ("phone-service", "number"): Service,
    ("phone-service-remove", "number"): Service,
    ("phone-opening", "number"): Service,
    ("phone-opening-remove", "number"): Hours,
    ("phone-closure-remove", "number"): Closure,
    ("phone-person-remove", "number"): NamedPerson,
    ("phone-duty-remove", "number"): DutyOfficer,
    ("phone-place-remove", "number"): Place,
    ("authority", "number"): Tenant,
    ("authority-switched", "number"): Tenant,
    ("authority-invites", "number"): Tenant,
    ("token-revoked", "number"): ApiToken,
    ("api-v1:job", "number"): Job,
    ("api-v1:nowhere", "rest"): "nulle-part",
    ("person", "number"): Person,
    ("person-remove", "number"): Person,
    ("role-take", "number"): Person,
    ("role-take", "held"): Membership,
    ("second-factor-reset", "number"): Person,
    ("invitation-again", "number"): Invitation,
    ("invitation-withdraw", "number"): Invitation,
    ("delegation-end", "number"): Delegation,
    ("rights-person", "number"): Person,
    ("rights-file", "number"): Person,
    ("export-file", "number"): Job,
    ("invitation", "word"): "mot-inconnu",
    ("password-choose", "uidb64"): "MQ",
    ("password-choose", "token"): "mot-inconnu",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    route: str
    view: Callable[..., Any]
    places: tuple[str, ...]

    @property
    def opening(self) -> Opening | None:
        return opening_of(self.view)

    @property
    def audience(self) -> Audience | None:
        return self.opening.audience if self.opening else None

    @property
    def in_tenant(self) -> bool:
        return "tenant" in self.places

    @property
    def numbered(self) -> bool:
        """Whether it names a row."""
        return any(isinstance(SAMPLES.get((self.name, place)), type) for place in self.places)

    def path(self, tenant: Tenant, rows: Rows) -> str:
        """The address inside a tenant with the numbers of rows, be they its own or another's."""
        values = {place: self._value(place, tenant, rows) for place in self.places}
        return reverse(self.name, kwargs=values)

    def _value(self, place: str, tenant: Tenant, rows: Rows) -> object:
        if place == "tenant":
            return tenant.slug
        sample = SAMPLES[self.name, place]
        return rows[sample].pk if isinstance(sample, type) else sample


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", "", ()))


def _walk(resolver: URLResolver, route: str, space: str, above: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here, places = route + str(pattern.pattern), (*above, *pattern.pattern.converters)
        if isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}" if pattern.name else here, here, pattern.callback, places)
        else:
            yield from _walk(pattern, here, f"{space}{pattern.namespace}:" if pattern.namespace else space, places)


def named(*audiences: Audience) -> list[str]:
    return [address.name for address in addresses() if address.audience in audiences]
