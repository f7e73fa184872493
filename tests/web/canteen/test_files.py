"""Files: sent, joined, refused; the originals stay."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_scopes import scope

from beffroi.web.canteen.folders import Sent, latest, originals, receive, version
from beffroi.web.canteen.models import Upload, UploadState
from beffroi.web.platform.models import Job, Person, Tenant

Browser = Callable[[Person], Client]


def test_a_town_without_files_sees_what_to_send(browser: Browser, agent: Person) -> None:
    page = browser(agent).get("/bourg/cantines/")
    assert "Ce qu'il faut envoyer" in page.text or "Ce qu&#x27;il faut envoyer" in page.text
    assert "/bourg/cantines/fichiers/" in page.text


def test_sent_files_are_joined_and_their_originals_kept(
    bourg: Tenant, sent: Upload, small_town_files: list[Sent]
) -> None:
    assert sent.state == UploadState.ACCEPTED, sent.message
    assert sent.report["canteens"] == 3
    kept = {path.name: path.read_bytes() for path in originals(bourg, sent).iterdir()}
    assert kept == {file.name: file.content for file in small_town_files}


def test_pasted_rows_join_what_is_known_and_start_a_forecast(
    browser: Browser, agent: Person, bourg: Tenant, sent: Upload
) -> None:
    rows = "Jour;Cantine;Type;Repas servis\n16/03/2026;École neuve;E;41\n"
    response = browser(agent).post("/bourg/cantines/fichiers/", {"pasted": rows}, follow=True)
    assert response.status_code == 200
    assert "Joint aux données" in response.text
    with scope(tenant=bourg):
        last = Upload.objects.first()
        assert last is not None
        assert last.report["rows"] == sent.report["rows"] + 1
        assert last.report["last"] == "2026-03-16"
        assert set(Job.objects.values_list("operation", flat=True)) == {"canteen.forecast", "canteen.evaluate"}


def test_a_file_that_cannot_be_used_changes_nothing_and_says_why(
    browser: Browser, agent: Person, bourg: Tenant, sent: Upload
) -> None:
    wrong = SimpleUploadedFile("attendance.csv", b"date,site\n2026-03-16,Ecole\n")
    response = browser(agent).post("/bourg/cantines/fichiers/", {"sent": [wrong]}, follow=True)
    assert "il manque la colonne « served »" in response.text
    with scope(tenant=bourg):
        last = Upload.objects.first()
        assert last is not None
        assert last.state == UploadState.REFUSED
        assert not version(bourg, last).exists()
        assert originals(bourg, last).joinpath("attendance.csv").read_bytes().startswith(b"date,site")
        assert not Job.objects.exists()


def test_anomalies_come_back_in_place(bourg: Tenant, agent: Person, sent: Upload, browser: Browser) -> None:
    rows = Sent("attendance.csv", b"date,site,kind,served\n2026-03-16,Ecole,E,abc\n2026-03-17,Ecole,E,12\n")
    with scope(tenant=bourg):
        upload = receive(bourg, [rows], person=agent)
    page = browser(agent).get(f"/bourg/cantines/fichiers/{upload.pk}/")
    assert "nombre illisible" in page.text
    assert "Valeur tenue pour inconnue" in page.text


def test_a_name_with_folders_in_it_stays_in_its_folder(bourg: Tenant, agent: Person, browser: Browser) -> None:
    nasty = SimpleUploadedFile("../../attendance.csv", b"date,site,kind,served\n2026-03-16,Ecole,E,12\n")
    browser(agent).post("/bourg/cantines/fichiers/", {"sent": [nasty]})
    with scope(tenant=bourg):
        last = Upload.objects.get()
        assert [path.name for path in originals(bourg, last).iterdir()] == ["attendance.csv"]


def test_nothing_sent_asks_for_something(browser: Browser, agent: Person) -> None:
    response = browser(agent).post("/bourg/cantines/fichiers/", {})
    assert "Choisissez au moins un fichier" in response.text


def test_an_original_is_given_back_to_its_town_only(
    bourg: Tenant, sent: Upload, browser: Browser, agent: Person
) -> None:
    address = f"/bourg/cantines/fichiers/{sent.pk}/0/"
    first = min(originals(bourg, sent).iterdir())
    assert b"".join(browser(agent).get(address)) == first.read_bytes()
    assert browser(agent).get(f"/bourg/cantines/fichiers/{sent.pk}/99/").status_code == 404


def test_an_example_is_read_by_the_service(bourg: Tenant, agent: Person, browser: Browser) -> None:
    for name in ("attendance", "enrolment", "menus", "strikes", "calendar", "registrations"):
        response = browser(agent).get(f"/bourg/cantines/exemples/{name}.csv")
        with scope(tenant=bourg):
            upload = receive(bourg, [Sent(f"{name}.csv", response.content)], person=agent)
            assert upload.state == UploadState.ACCEPTED, upload.message


def test_the_last_upload_can_be_taken_back(browser: Browser, agent: Person, bourg: Tenant, sent: Upload) -> None:
    slip = Sent("colle.csv", b"date,site,kind,served\n2026-03-16,Ecole neuv,E,41\n")
    with scope(tenant=bourg):
        wrong = receive(bourg, [slip], person=agent)
        assert latest() == wrong
    page = browser(agent).get(f"/bourg/cantines/fichiers/{wrong.pk}/")
    assert "Annuler cet envoi" in page.text
    response = browser(agent).post(f"/bourg/cantines/fichiers/{wrong.pk}/annuler/", follow=True)
    assert "les données sont comme avant lui" in response.text
    with scope(tenant=bourg):
        assert latest() == sent
        assert [path.name for path in originals(bourg, wrong).iterdir()] == ["colle.csv"]
        assert Job.objects.filter(operation="canteen.forecast").exists()


def test_the_first_upload_and_an_earlier_one_cannot_be_taken_back(
    browser: Browser, agent: Person, bourg: Tenant, sent: Upload
) -> None:
    response = browser(agent).post(f"/bourg/cantines/fichiers/{sent.pk}/annuler/")
    assert response.status_code == 409
    assert "Seul le dernier envoi" in response.text
    with scope(tenant=bourg):
        assert latest() == sent
