"""The register for other software: JSON, and the RSS feed of what is new.

Fields of the Dutch and British registers are mapped in docs/register.md.
"""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed

from beffroi import __version__
from beffroi.engines.footprint import electricity
from beffroi.web.platform.models import DailyHead, Evaluation, Tenant
from beffroi.web.platform.register import PublicRegister, System
from beffroi.web.platform.register_figures import Figures
from beffroi.web.platform.register_law import ai_act
from beffroi.web.platform.signing import public_key
from beffroi.web.platform.templatetags.french import full_day, judged

SCHEMA = "beffroi-register-1"
HEADS_TOLD = 31
NEWS_TOLD = 30


def address(name: str, *words: str) -> str:
    """Return the full address of a page."""
    return f"{settings.ADDRESS}{reverse(name, args=words)}"


def as_json(register: PublicRegister) -> dict[str, Any]:
    """Return the register as JSON values: money in cents, energy in Wh, shares between 0 and 1. One more query."""
    tenant = register.tenant
    heads = DailyHead.objects.order_by("-day")[:HEADS_TOLD]
    return {
        "schema": SCHEMA,
        "language": "fr",
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "software": {"name": "beffroi", "version": __version__},
        "organization": {
            "name": tenant.name,
            "siret": tenant.siret,
            "insee": tenant.insee,
            "kind": tenant.kind,
            "population": tenant.population,
            "contact_email": tenant.contact,
            "contest_address": tenant.contest_address,
            "register": address("register", tenant.slug),
        },
        "law": {"name": ai_act().name, "link": ai_act().link, "read": ai_act().read.isoformat()},
        "systems": [system_as_json(tenant, system) for system in register.systems],
        "ledger": {
            "public_key_ed25519": public_key(),
            "daily_heads": [{"day": head.day.isoformat(), "seq": head.seq, "sha256": head.hash} for head in heads],
        },
    }


def system_as_json(tenant: Tenant, system: System) -> dict[str, Any]:
    """Return one system."""
    card, risk = system.card, system.risk
    return {
        "id": system.service.name,
        "name": system.service.title,
        "summary": system.service.summary,
        "page": address("register-system", tenant.slug, system.service.name),
        "status": "in use",
        "begin_date": system.since.isoformat(),
        "end_date": None,
        "theme": card.theme,
        "purpose": card.purpose,
        "benefit": card.benefit,
        "previous_process": card.before,
        "people_concerned": card.people,
        "individual_decision": card.individual_decision,
        "human_intervention": card.human,
        "legal_basis": [{"text": basis.text, "link": basis.link} for basis in card.legal_basis],
        "risk": {
            "class": risk.key,
            "title": risk.title,
            "article": risk.article,
            "reason": card.risk_reason,
            "duties": [
                {"article": duty.article, "from": duty.since.isoformat(), "text": duty.text} for duty in system.duties
            ],
        },
        "data": [{"name": data.name, "source": data.source, "personal": data.personal} for data in card.data],
        "personal_data": card.personal_data,
        "impact_assessment": card.impact_assessment,
        "retention_days": system.retention_days,
        "model": {
            "description": card.model,
            "training": card.training,
            "input": card.input,
            "output": card.output,
            "maintenance": card.maintenance,
            "run": [
                {"name": model.name, "version": model.version, "last": model.last_at.date().isoformat()}
                for model in system.figures.models
            ],
        },
        "evaluation": _evaluation(system.evaluation, card.evaluated),
        "risks": [{"text": risk.text, "answer": risk.answer} for risk in card.risks],
        "last_twelve_months": _figures(system.figures),
        "supplier": {"text": card.supplier, "link": card.supplier_link, "procurement": card.procurement},
        "leave": card.leave,
        "contest": card.contest,
    }


def _evaluation(found: Evaluation | None, how: str) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "made_at": found.made_at.isoformat(timespec="seconds"),
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "how": how,
        "figures": found.figures,
    }


def _figures(told: Figures) -> dict[str, Any]:
    now = told.months[-1].month
    return {
        "first_month": f"{told.months[0].month:%Y-%m}",
        "last_month": f"{now:%Y-%m}",
        "runs": told.runs,
        "minutes": _rounded(told.minutes),
        "energy_wh": _rounded(told.wh),
        "share_of_energy_measured": told.share_measured,
        "grams_co2e": _rounded(told.grams),
        "grams_co2e_per_kwh": float(electricity(day=now).value),
        "cost_cents": _rounded(told.cents),
        "decisions": {
            "accepted": told.decisions.accepted,
            "edited": told.decisions.edited,
            "rejected": told.decisions.rejected,
            "share_of_results_changed": told.decisions.share_changed,
        },
        "months": [
            {
                "month": f"{month.month:%Y-%m}",
                "runs": month.runs,
                "energy_wh": _rounded(month.wh),
                "cost_cents": _rounded(month.cents),
            }
            for month in told.months
        ],
    }


def _rounded(value: Decimal) -> float:
    return float(round(value, 3))


def feed(register: PublicRegister) -> str:
    """Return the RSS feed: systems switched on and evaluations, the latest first. One more query."""
    tenant = register.tenant
    told = Rss201rev2Feed(
        title=f"Registre public de l'IA de {tenant.name}",
        link=address("register", tenant.slug),
        description=f"Les systèmes d'IA que {tenant.name} emploie, et ce qu'ils valent.",
        language="fr",
        feed_url=address("register-feed", tenant.slug),
    )
    news = [*_switched_on(register), *_evaluated(register)]
    for item in sorted(news, key=lambda found: found["pubdate"], reverse=True)[:NEWS_TOLD]:
        told.add_item(**item)
    return str(told.writeString("utf-8"))


def _switched_on(register: PublicRegister) -> list[dict[str, Any]]:
    zone = ZoneInfo(register.tenant.time_zone)
    return [
        {
            "title": f"Mis en service : {system.service.title}",
            "link": address("register-system", register.tenant.slug, system.service.name),
            "description": system.card.purpose,
            "unique_id": f"{register.tenant.siret}:{system.service.name}:{system.since}",
            "unique_id_is_permalink": False,
            "pubdate": datetime.combine(system.since, time(0), zone),
        }
        for system in register.systems
    ]


def _evaluated(register: PublicRegister) -> list[dict[str, Any]]:
    systems = {system.service.name: system for system in register.systems}
    latest = Evaluation.objects.filter(service__in=systems).defer("detail").order_by("-made_at")[:NEWS_TOLD]
    return [
        {
            "title": f"Mesuré : {systems[row.service].service.title}",
            "link": address("register-system", register.tenant.slug, row.service),
            "description": _told(row),
            "unique_id": f"{register.tenant.siret}:{row.service}:{row.made_at.isoformat()}",
            "unique_id_is_permalink": False,
            "pubdate": row.made_at,
        }
        for row in latest
    ]


def _told(row: Evaluation) -> str:
    figures = " ; ".join(f"{figure['label']} : {judged(figure['value'], figure['unit'])}" for figure in row.figures)
    return f"Du {full_day(row.first)} au {full_day(row.last)}. {figures}"
