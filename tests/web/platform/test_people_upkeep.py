"""What is forgotten every night, and what is kept."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from beffroi.web.platform.invitations import Offer, prepare
from beffroi.web.platform.models import Delegation, Invitation, Person, Role, Tenant
from beffroi.web.platform.people_upkeep import forget_old
from beffroi.web.platform.schedule import UPKEEP


def test_the_night_forgets_what_ended_long_ago_and_keeps_the_rest(
    client: Client, bourg: Tenant, agent: Person, admin: Person
) -> None:
    now = timezone.now()
    for email, ended in (("vieille@x.example", 31), ("jeune@x.example", 29)):
        prepare(bourg, Offer(email=email, role=Role.AGENT))
        with scope(tenant=bourg):
            Invitation.objects.filter(email=email).update(expires_at=now - timedelta(days=ended))
    for ended in (367, 360):
        day = timezone.localdate() - timedelta(days=ended)
        Delegation(tenant=bourg, absent=agent, substitute=admin, first=day, last=day).save()
    for days in (-1, 1):
        Session(session_key=f"session{days}", session_data="", expire_date=now + timedelta(days=days)).save()
    for name in ("hier", "maintenant"):
        client.post("/connexion/", {"username": f"{name}@x.example", "password": "faux"})
    AccessAttempt.objects.filter(username="hier@x.example").update(attempt_time=now - timedelta(hours=25))

    forget_old()

    with scope(tenant=bourg):
        assert [one.email for one in Invitation.objects.all()] == ["jeune@x.example"]
        assert Delegation.objects.count() == 1
    assert set(Session.objects.values_list("session_key", flat=True)) == {"session1"}
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["maintenant@x.example"]


def test_the_night_does_it(db: None) -> None:
    from beffroi.web.platform import tasks

    assert tasks
    assert UPKEEP["platform.people"] is forget_old
