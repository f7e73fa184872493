"""The telephone of the demo: a month of calls held by the true dialogue; callers say the town's own phrasings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django_scopes import scope

from beffroi.phone.dialogue import Dialogue
from beffroi.phone.folders import shipped_town
from beffroi.phone.intents import EMERGENCY, PERSON
from beffroi.phone.records import Message as Left
from beffroi.phone.records import Report
from beffroi.phone.town import Town as KnownTown
from beffroi.phone.understanding import Understander
from beffroi.web.demo.callers import Caller, Clock, Remembering, hold
from beffroi.web.demo.towns import Town
from beffroi.web.phone.desk import finish
from beffroi.web.phone.models import Message, PhoneSettings, Topic
from beffroi.web.phone.recorder import DatabaseRecorder
from beffroi.web.phone.rehearsal import Past, keep_past
from beffroi.web.phone.shipping import take_town
from beffroi.web.phone.starting import start_grouping, start_rehearsal, start_simulation
from beffroi.web.phone.town import town_of
from beffroi.web.phone.understander import understander_of
from beffroi.web.platform.jobs import run_job
from beffroi.web.platform.models import Membership, Person, Tenant

HOURS = (*(8,) * 4, *(9,) * 7, *(10,) * 7, *(11,) * 5, 12, 13, *(14,) * 5, *(15,) * 4, *(16,) * 4, 17, 17, 18, 20)
WEEKEND_DAY = 5
RECENT = timedelta(days=2)
TODAY_LEFT = timedelta(minutes=10)
SAID = 4


@dataclass(frozen=True)
class Held:
    """A call of the past: who called, what it became, what was left."""

    caller: str
    report: Report
    messages: tuple[Left, ...]

    @property
    def ended(self) -> datetime:
        """When it ended."""
        return self.report.began + timedelta(seconds=self.report.seconds)


def make_calls(tenant: Tenant, town: Town, now: datetime) -> None:
    """Give the town its topics, a month of calls, messages half dealt with, what nobody has answered."""
    told = tomllib.loads(files("beffroi.web.demo").joinpath("data/phone.toml").read_text(encoding="utf-8"))
    with scope(tenant=tenant):
        agent = Person.objects.filter(pk__in=Membership.objects.values("person")).earliest("pk")
        _prepare(tenant, told, agent)
        _record(tenant, _month(tenant, told, seed=town.seed, now=now))
        _deal_with_messages(told, agent, now, Random(town.seed))  # noqa: S311
        keep_past(tenant, [Past(text, family) for text, family in told["past"]], person=agent)
        jobs = [
            start_grouping(tenant),
            start_rehearsal(tenant),
            start_simulation(tenant, calls_per_day=told["month"]["calls_a_day"] * 5, operators=2),
        ]
    for job in jobs:
        run_job.call(job.pk)


def _prepare(tenant: Tenant, told: dict[str, Any], agent: Person) -> None:
    shipped = shipped_town()
    take_town(tenant, shipped, person=agent, approve=True)
    Topic.objects.filter(intent__in=told["drafts"]).update(state="draft", approved_by=None, approved_at=None)
    PhoneSettings.objects.create(
        tenant=tenant,
        agent_name=told["agent_name"],
        switchboard=shipped.switchboard,
        step="always",
        chat_open=True,
        reach_a_person=told["reach_a_person"].strip(),
        relay=told["relay"],
    )


def _month(tenant: Tenant, told: dict[str, Any], *, seed: int, now: datetime) -> list[Held]:
    """Hold the calls of a month, in the order in which they end."""
    chance, town = Random(seed), town_of(tenant)  # noqa: S311
    understander, month = Remembering(understander_of(town)), told["month"]
    topics = [topic for topic in town.topics if topic.intent not in (PERSON, EMERGENCY)]
    asked = [(topic.intent, topic.phrasings[:SAID]) for topic in topics]
    held = []
    for at in _moments(month, chance, now.astimezone(ZoneInfo(tenant.time_zone))):
        unmet = chance.random() < month["outside"]
        intent, phrasings = ("", told["unmet"]) if unmet else chance.choice(asked)
        caller = Caller(chance, intent, tuple(phrasings), told, month["answered"], month["impatient"])
        held.append(_call(town, understander, caller, at))
    return sorted((call for call in held if call.ended < now), key=lambda call: call.ended)


def _moments(month: dict[str, Any], chance: Random, now: datetime) -> list[datetime]:
    found = []
    for back in range(month["days"], -1, -1):
        day = (now - timedelta(days=back)).replace(minute=0, second=0, microsecond=0)
        usual = month["weekend"] if day.weekday() >= WEEKEND_DAY else month["calls_a_day"]
        for _ in range(round(usual * chance.uniform(0.75, 1.25))):
            minutes, seconds = chance.randrange(60), chance.randrange(60)
            found.append(day.replace(hour=chance.choice(HOURS)) + timedelta(minutes=minutes, seconds=seconds))
    return [at for at in found if at < now - TODAY_LEFT]


def _call(town: KnownTown, understander: Understander, caller: Caller, at: datetime) -> Held:
    clock = Clock(at)
    dialogue = Dialogue(town=town, understander=understander, clock=clock)
    hold(dialogue, caller, clock)
    return Held(caller.number, replace(dialogue.report(), waited=caller.chance.uniform(0.3, 1.1)), dialogue.messages)


def _record(tenant: Tenant, calls: list[Held]) -> None:
    recorder = DatabaseRecorder(tenant, told_later=True)
    for call in calls:
        key = recorder.began(caller=call.caller, at=call.report.began)
        for message in call.messages:
            recorder.message(key, message)
        recorder.ended(key, call.report)


def _deal_with_messages(told: dict[str, Any], agent: Person, now: datetime, chance: Random) -> None:
    """Deal with what is older than two days, as an agent would the day after."""
    old = list(Message.objects.select_related("event", "tenant").filter(left_at__lt=now - RECENT))
    for message in old:
        finish(message, note=chance.choice(told["notes"]), person=agent)
    Message.objects.filter(pk__in=[message.pk for message in old]).update(
        done_at=F("left_at") + timedelta(hours=20), taken_at=F("left_at") + timedelta(hours=19)
    )
