"""The gate: who may open what."""

from collections.abc import Callable

import pytest
from django.test import Client

from beffroi.web.platform.models import Person, Tenant

Browser = Callable[[Person], Client]


def test_an_agent_opens_the_workspace_of_the_town(browser: Browser, agent: Person) -> None:
    response = browser(agent).get("/bourg/")
    assert response.status_code == 200
    assert "Cantines scolaires" in response.text


def test_another_town_does_not_exist_for_an_agent(browser: Browser, agent: Person, autun: Tenant) -> None:
    assert browser(agent).get(f"/{autun.slug}/").status_code == 404


@pytest.mark.parametrize("slug", ["bourg", "nulle-part"])
def test_a_stranger_is_asked_to_sign_in_whether_the_town_exists_or_not(
    client: Client, bourg: Tenant, slug: str
) -> None:
    response = client.get(f"/{slug}/")
    assert response.status_code == 302
    assert response["Location"] == f"/connexion/?next=%2F{slug}%2F"


def test_the_register_is_open_to_anyone(client: Client, bourg: Tenant) -> None:
    assert client.get("/bourg/registre/").status_code == 200
