"""Sign-in by OpenID Connect, against a real provider."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django_scopes import scope
from identities import CLIENT, Identities, running

from beffroi.web.addresses import OpenId
from beffroi.web.platform.models import Membership, Person, Role, Tenant, TenantKind

Browser = Callable[[Person], Client]
BOURG = "21010053300012"
NANTES = "21440109300015"


@pytest.fixture(scope="module")
def server() -> Iterator[Identities]:
    with running() as identities:
        yield identities


@pytest.fixture
def provider(server: Identities, settings: Any) -> Iterator[Identities]:
    cache.clear()
    settings.OPENID = OpenId(server.issuer, CLIENT, "un mot")
    server.lie()
    yield server
    cache.clear()


def inside(client: Client) -> bool:
    return SESSION_KEY in client.session


def roles(tenant: Tenant, email: str) -> list[str]:
    with scope(tenant=tenant):
        return list(Membership.objects.filter(person__email=email).values_list("role", flat=True))


def test_an_agent_of_a_known_town_comes_in_as_agent(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("lea", email="Lea@Bourg.example", given_name="Léa", usual_name="Martin", siret=BOURG)
    response = provider.sign_in(client, "lea", start="/connexion/openid/?next=/bourg/travaux/")
    assert response["Location"] == "/bourg/travaux/"
    assert client.get("/bourg/").status_code == 200
    person = Person.objects.get(email="lea@bourg.example")
    assert person.name == "Léa Martin"
    assert not person.has_usable_password()
    assert roles(bourg, person.email) == [Role.AGENT]


def test_another_establishment_of_the_same_legal_unit_is_the_same_town(
    client: Client, provider: Identities, bourg: Tenant
) -> None:
    provider.describe("luc", email="luc@bourg.example", siret="21010053300020")
    provider.sign_in(client, "luc")
    assert roles(bourg, "luc@bourg.example") == [Role.AGENT]


def test_the_first_person_of_a_new_town_makes_it_and_administers_it(
    client: Client, provider: Identities, db: None
) -> None:
    provider.describe("ana", email="ana@nantes.example", siret=NANTES)
    provider.sign_in(client, "ana")
    tenant = Tenant.objects.get(siret=NANTES)
    assert tenant.kind == TenantKind.COMMUNE
    assert roles(tenant, "ana@nantes.example") == [Role.ADMIN]
    provider.describe("bob", email="bob@nantes.example", siret=NANTES)
    provider.sign_in(Client(), "bob")
    assert roles(tenant, "bob@nantes.example") == [Role.AGENT]
    assert client.get(f"/{tenant.slug}/personnes/").status_code == 200


def test_a_company_makes_no_town(client: Client, provider: Identities, db: None) -> None:
    provider.describe("eva", email="eva@societe.example", siret="55208131766522")
    response = provider.sign_in(client, "eva")
    assert response.status_code == 403
    assert "un opérateur doit d&#x27;abord créer son espace" in response.text
    assert not Tenant.objects.exists()
    assert not Person.objects.exists()
    assert not inside(client)


def test_an_illegible_siret_is_said(client: Client, provider: Identities, db: None) -> None:
    provider.describe("flou", email="flou@bourg.example", siret="21010053300013")
    assert "SIRET illisible" in provider.sign_in(client, "flou").text
    assert not Person.objects.exists()


def test_a_role_that_was_taken_away_does_not_come_back_at_the_next_sign_in(
    client: Client, provider: Identities, bourg: Tenant
) -> None:
    provider.describe("max", email="max@bourg.example", siret=BOURG)
    provider.sign_in(client, "max")
    with scope(tenant=bourg):
        Membership.objects.all().delete()
    provider.sign_in(Client(), "max")
    assert roles(bourg, "max@bourg.example") == []


def test_the_account_follows_the_subject_when_the_address_changes(
    client: Client, provider: Identities, bourg: Tenant
) -> None:
    provider.describe("zoe", email="zoe@bourg.example", siret=BOURG)
    provider.sign_in(client, "zoe")
    provider.describe("zoe", email="zoe.martin@bourg.example", siret=BOURG)
    provider.sign_in(Client(), "zoe")
    assert Person.objects.count() == 1


def test_an_address_known_to_be_unchecked_does_not_come_in(client: Client, provider: Identities, agent: Person) -> None:
    provider.describe("voleur", email=agent.email, email_verified=False, siret=BOURG)
    response = provider.sign_in(client, "voleur")
    assert response.status_code == 403
    assert "adresse de courriel vérifiée" in response.text
    assert not inside(client)


def test_a_checked_address_opens_the_account_it_had_before(client: Client, provider: Identities, agent: Person) -> None:
    provider.describe("lea2", email=agent.email, email_verified=True, siret=BOURG)
    provider.sign_in(client, "lea2")
    assert client.session[SESSION_KEY] == str(agent.pk)


def test_an_address_of_which_nothing_is_said_opens_no_account_that_exists(
    client: Client, provider: Identities, agent: Person
) -> None:
    provider.describe("inconnu", email=agent.email, siret=BOURG)
    response = provider.sign_in(client, "inconnu")
    assert response.status_code == 403
    assert "connectez-vous avec votre mot de passe" in response.text
    assert not inside(client)


def test_a_person_ties_the_identity_to_their_account(browser: Browser, provider: Identities, agent: Person) -> None:
    provider.describe("moi", email="autre@bourg.example")
    client = browser(agent)
    assert client.get("/compte/identite/").status_code == 405
    assert "Continuer chez" in client.post("/compte/identite/").text
    assert provider.sign_in(client, "moi", start="/connexion/openid/?next=/compte/")["Location"] == "/compte/"
    fresh = Client()
    provider.sign_in(fresh, "moi")
    assert fresh.session[SESSION_KEY] == str(agent.pk)
    assert not Person.objects.filter(email="autre@bourg.example").exists()


def test_a_link_alone_ties_nothing(browser: Browser, provider: Identities, agent: Person) -> None:
    """Else whoever is signed in at the provider in this browser would own the account."""
    provider.describe("voleuse", email="voleuse@ailleurs.example")
    client = browser(agent)
    provider.sign_in(client, "voleuse", start="/connexion/openid/?next=/compte/")
    agent.refresh_from_db()
    assert agent.subject == ""
    assert client.session[SESSION_KEY] != str(agent.pk)


def test_an_identity_tied_to_another_account_is_refused(
    client: Client, browser: Browser, provider: Identities, agent: Person, bourg: Tenant
) -> None:
    provider.describe("prise", email="prise@bourg.example", siret=BOURG)
    provider.sign_in(client, "prise")
    mine = browser(agent)
    mine.post("/compte/identite/")
    assert "déjà reliée à un autre compte" in provider.sign_in(mine, "prise").text


def test_an_address_tied_to_another_identity_is_refused(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("un", email="meme@bourg.example", email_verified=True, siret=BOURG)
    provider.sign_in(client, "un")
    provider.describe("deux", email="meme@bourg.example", email_verified=True, siret=BOURG)
    assert provider.sign_in(Client(), "deux").status_code == 403


def test_a_closed_account_stays_closed(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("clos", email="clos@bourg.example", siret=BOURG)
    provider.sign_in(client, "clos")
    Person.objects.update(is_active=False)
    assert client.get("/bourg/").status_code == 302
    assert "Votre compte est fermé" in provider.sign_in(Client(), "clos").text


def test_the_workspace_of_a_closed_town_stays_closed(client: Client, provider: Identities, bourg: Tenant) -> None:
    bourg.active = False
    bourg.save()
    provider.describe("tard", email="tard@bourg.example", siret=BOURG)
    assert "fermé" in provider.sign_in(client, "tard").text
    assert not Person.objects.filter(email="tard@bourg.example").exists()


def test_unsigned_userinfo_is_taken_from_providers_that_send_it_so(
    client: Client, provider: Identities, bourg: Tenant
) -> None:
    provider.lie(signed=False)
    provider.describe("simple", email="simple@bourg.example", siret=BOURG)
    provider.sign_in(client, "simple")
    assert inside(client)


def another_key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


LIES: dict[str, dict[str, Any]] = {
    "for another service": {"claims": {"aud": "autre"}},
    "of another provider": {"claims": {"iss": "https://autre.example"}},
    "of another subject": {"claims": {"sub": "quelqu-un-d-autre"}},
    "too old": {"claims": {"exp": 1_000_000_000}},
    "without an audience": {"missing": ["aud"]},
    "without a subject": {"missing": ["sub"]},
}


@pytest.mark.parametrize("lie", LIES)
def test_userinfo_that_is_not_ours_is_refused(client: Client, provider: Identities, bourg: Tenant, lie: str) -> None:
    provider.describe("faux", email="faux@bourg.example", siret=BOURG)
    provider.lie(**LIES[lie])
    response = provider.sign_in(client, "faux")
    assert response.status_code == 400
    assert "pas abouti" in response.text
    assert not Person.objects.filter(email="faux@bourg.example").exists()


def test_userinfo_signed_by_another_key_is_refused(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("cle", email="cle@bourg.example", siret=BOURG)
    provider.lie(key=another_key())
    assert provider.sign_in(client, "cle").status_code == 400
    assert not inside(client)


def test_an_answer_meant_for_another_browser_is_refused(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("eve", email="eve@bourg.example", siret=BOURG)
    back = provider.agree(client.get("/connexion/openid/")["Location"], "eve")
    victim = Client()
    victim.get("/connexion/openid/")
    assert victim.get(back).status_code == 400
    assert not inside(victim)


def test_an_answer_serves_once(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("rejeu", email="rejeu@bourg.example", siret=BOURG)
    back = provider.agree(client.get("/connexion/openid/")["Location"], "rejeu")
    client.get(back)
    client.post("/connexion/fin/")
    assert client.get(back).status_code == 400
    assert not inside(client)


def test_a_session_known_before_is_worth_nothing_afterwards(
    client: Client, provider: Identities, bourg: Tenant
) -> None:
    provider.describe("fixe", email="fixe@bourg.example", siret=BOURG)
    leaving = client.get("/connexion/openid/")
    before = client.session.session_key
    client.get(provider.agree(leaving["Location"], "fixe"))
    assert inside(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("next_page", ["https://mechant.example/", "//mechant.example/"])
def test_coming_back_never_leads_to_another_site(
    client: Client, provider: Identities, bourg: Tenant, next_page: str
) -> None:
    provider.describe("red", email="red@bourg.example", siret=BOURG)
    assert provider.sign_in(client, "red", start=f"/connexion/openid/?next={next_page}")["Location"] == "/"


def test_saying_no_at_the_provider_is_said_in_french(client: Client, provider: Identities, db: None) -> None:
    response = client.get("/connexion/openid/retour/?error=access_denied&state=x")
    assert response.status_code == 400
    assert "Recommencez" in response.text


def test_signing_out_ends_the_session_at_the_provider_too(client: Client, provider: Identities, bourg: Tenant) -> None:
    provider.describe("fin", email="fin@bourg.example", siret=BOURG)
    provider.sign_in(client, "fin")
    response = client.post("/connexion/fin/")
    assert not inside(client)
    assert f'content="0;url={provider.issuer}/oauth2/end_session?id_token_hint=' in response.text
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2F" in response.text


def test_a_provider_that_does_not_answer_is_said_in_french(client: Client, settings: Any, db: None) -> None:
    cache.clear()
    settings.OPENID = OpenId("http://localhost:9", CLIENT, "un mot")
    response = client.get("/connexion/openid/")
    assert response.status_code == 502
    assert "ne répond pas" in response.text


def test_a_silent_provider_stops_nobody_who_is_in(
    client: Client, provider: Identities, settings: Any, bourg: Tenant
) -> None:
    provider.describe("sur", email="sur@bourg.example", siret=BOURG)
    provider.sign_in(client, "sur")
    cache.clear()
    settings.OPENID = OpenId("http://localhost:9", CLIENT, "un mot")
    assert client.get("/bourg/").status_code == 200
    assert client.post("/connexion/fin/").status_code == 302


def test_a_provider_that_is_not_who_it_should_be_is_refused(client: Client, provider: Identities, db: None) -> None:
    provider.lie(issuer="https://autre.example")
    response = client.get("/connexion/openid/")
    assert response.status_code == 502
    assert "se présente comme « https://autre.example »" in response.text


@pytest.mark.parametrize("page", ["/connexion/openid/", "/connexion/openid/retour/?code=a&state=b"])
def test_without_a_provider_there_is_no_such_page(client: Client, page: str, db: None) -> None:
    assert client.get(page).status_code == 404


def test_the_sign_in_page_offers_the_provider_only_where_there_is_one(
    client: Client, provider: Identities, settings: Any, db: None
) -> None:
    assert "Se connecter avec localhost" in client.get("/connexion/?next=/bourg/").text
    settings.OPENID = OpenId("https://auth.agentconnect.gouv.fr/api/v2", CLIENT, "un mot")
    assert "Se connecter avec ProConnect" in client.get("/connexion/").text
    settings.OPENID = None
    assert "votre organisation" not in client.get("/connexion/").text
