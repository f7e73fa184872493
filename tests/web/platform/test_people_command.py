"""``beffroi operator`` and ``unlock``."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.test import Client
from telephones import give_telephone

from beffroi.web.platform import second_factor
from beffroi.web.platform.accounts import make_operator, unlock
from beffroi.web.platform.models import Person

PASSWORD = "coquelicot-tambour-7"


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BEFFROI_")}
    environment |= {"BEFFROI_HOME": str(home), "BEFFROI_ADDRESS": "https://ia.bourg.example"}
    return subprocess.run(
        [sys.executable, "-m", "beffroi", *words], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


def test_the_first_operator_is_made_on_an_empty_machine(home: Path) -> None:
    done = run(home, "operator", "Ops@Bourg.example")
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0)
    assert done.stdout.startswith("https://ia.bourg.example/connexion/choisir/")
    assert "est opérateur" in done.stderr


def test_an_address_that_is_none_is_one_french_line(home: Path) -> None:
    done = run(home, "operator", "ops")
    assert done.returncode == 2
    assert done.stderr == "« ops » n'est pas une adresse de courriel.\n"


def test_an_unknown_account_is_one_french_line(home: Path) -> None:
    done = run(home, "unlock", "personne@bourg.example")
    assert done.returncode == 2
    assert done.stderr == "Aucun compte n'a l'adresse personne@bourg.example.\n"


def path_of(link: str) -> str:
    return link.removeprefix("http://127.0.0.1:8000")


def choose(link: str) -> None:
    client = Client()
    form = client.get(path_of(link), follow=True)
    client.post(form.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})


def test_the_link_lets_the_operator_choose_a_password_and_asks_for_a_second_factor(client: Client, db: None) -> None:
    choose(make_operator("ops@bourg.example"))
    client.post("/connexion/", {"username": "ops@bourg.example", "password": PASSWORD})
    assert client.get("/exploitation/")["Location"].startswith("/compte/second-facteur/")


def test_asking_again_changes_no_password(agent: Person) -> None:
    make_operator(agent.email)
    agent.refresh_from_db()
    assert agent.is_operator
    assert agent.check_password("un mot de passe long")


def test_unlocking_removes_factor_sessions_and_throttle(
    client: Client, browser: Callable[[Person], Client], agent: Person
) -> None:
    session = browser(agent)
    give_telephone(agent)
    for attempt in range(5):
        client.post("/connexion/", {"username": agent.email, "password": f"essai {attempt}"})
    link = unlock(agent.email)
    assert link
    assert not second_factor.enrolled(agent)
    assert session.get("/compte/").status_code == 302
    assert not AccessAttempt.objects.exists()
    choose(link)
    client.post("/connexion/", {"username": agent.email, "password": PASSWORD})
    assert client.get("/compte/").status_code == 200
