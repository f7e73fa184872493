"""Documents: sent, read, replaced, described, taken away for good."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from assistant.conftest import OLD_TARIFFS, POOL, TARIFFS, Browser, add, work_off
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from beffroi.territory.errors import BadInput
from beffroi.web.assistant.asking import ask, find
from beffroi.web.assistant.models import Cited, Document, DocumentState, Kind
from beffroi.web.assistant.reading import to_read
from beffroi.web.assistant.sources import original, plain_name, watched_folder, withdraw
from beffroi.web.assistant.starting import start_indexing, start_nightly
from beffroi.web.assistant.store import opened, place
from beffroi.web.platform.models import Entry, Job, Person, Role, Tenant
from beffroi.web.platform.models.jobs import JobState
from web.conftest import enrol

PAGE = "/bourg/assistant/sources/"


def sent(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def only() -> Document:
    return Document.objects.get(current=True)


def test_a_document_sent_is_read_and_answers_with_its_words(browser: Browser, agent: Person, town: Tenant) -> None:
    answer = browser(agent).post(PAGE, {"sent": sent("piscine.txt", POOL), "rights": "auto"}, follow=True)
    assert "1 document reçu. La lecture commence." in answer.text
    jobs = work_off(town)
    assert [(job.operation, job.state) for job in jobs] == [
        ("assistant.index", JobState.DONE),
        ("assistant.vectors", JobState.DONE),
    ]
    with scope(tenant=town):
        assert (only().state, only().public, only().passages) == (DocumentState.READ, True, 1)
        asked = ask(town, "À quelle heure ouvre la piscine ?", person=agent)
        assert Cited.objects.get(asked=asked).quote in POOL
        told = list(Entry.objects.values_list("operation", "person"))
    assert told == [("index", agent.key), ("vectors", agent.key), ("ask", agent.key)]
    with opened(town) as store:
        assert {row.vector != b"" for row in store.rows()} == {True}


def test_what_cannot_be_read_is_told_with_the_reason_and_kept(browser: Browser, agent: Person, town: Tenant) -> None:
    browser(agent).post(PAGE, {"sent": sent("abime.pdf", b"%PDF-1.7 coup\xc3\xa9"), "rights": "auto"})
    work_off(town)
    with scope(tenant=town):
        document = only()
        assert document.state == DocumentState.UNREAD
        assert document.reason.startswith("« abime.pdf »")
        assert original(town, document).read_bytes().startswith(b"%PDF")
    assert document.reason in browser(agent).get(PAGE).text.replace("&#x27;", "'")


def test_the_next_reading_reads_only_what_changed(agent: Person, town: Tenant, browser: Browser) -> None:
    client = browser(agent)
    client.post(PAGE, {"sent": [sent("a.txt", POOL), sent("b.txt", TARIFFS)], "rights": "auto"})
    work_off(town)
    with scope(tenant=town), opened(town) as store:
        before = dict(Document.objects.values_list("source", "read_at"))
        assert to_read(store) == []
    client.post(PAGE, {"sent": sent("b.txt", TARIFFS + " Il est gratuit le jour de la rentrée."), "rights": "auto"})
    work_off(town)
    with scope(tenant=town):
        after = dict(Document.objects.filter(current=True).values_list("source", "read_at"))
        assert after["a.txt"] == before["a.txt"]
        assert after["b.txt"] > before["b.txt"]


def test_a_file_of_the_same_name_is_a_new_version_and_the_old_words_go(
    browser: Browser, agent: Person, town: Tenant
) -> None:
    client = browser(agent)
    for text in (OLD_TARIFFS, TARIFFS):
        client.post(PAGE, {"sent": sent("tarifs.txt", text), "rights": "auto"})
        work_off(town)
    with scope(tenant=town):
        versions = list(Document.objects.values_list("version", "current"))
        assert versions == [(2, True), (1, False)]
        old = Document.objects.get(version=1)
        assert original(town, old).read_text() == OLD_TARIFFS
    assert b"3,10 euros" not in place(town).read_bytes()
    assert "Version ancienne" in client.get(f"{PAGE}{old.pk}/").text


def test_the_same_file_again_is_no_new_version(browser: Browser, agent: Person, town: Tenant) -> None:
    client = browser(agent)
    for rights in ("auto", "service"):
        client.post(PAGE, {"sent": sent("tarifs.txt", TARIFFS), "rights": rights})
        work_off(town)
    with scope(tenant=town):
        assert (only().version, only().public) == (1, False)


def test_what_a_document_is_can_be_corrected_and_it_is_read_again(
    browser: Browser, agent: Person, town: Tenant
) -> None:
    client = browser(agent)
    client.post(PAGE, {"sent": sent("t.txt", TARIFFS), "rights": "public"})
    work_off(town)
    with scope(tenant=town):
        number = only().pk
    told = {"title": "Tarifs de la cantine 2026", "date": "2026-01-01", "rights": "service", "replaces": ""}
    client.post(f"{PAGE}{number}/", told)
    work_off(town)
    with scope(tenant=town), opened(town) as store:
        entry = store.entries()[0]
        assert (entry.title, entry.date, entry.public) == (told["title"], date(2026, 1, 1), False)


def test_a_document_that_replaces_another_is_cited_first_and_the_old_one_is_said_so(
    agent: Person, town: Tenant
) -> None:
    old, new = add(town, "prix.pdf", OLD_TARIFFS, day=date(2025, 1, 1)), add(town, "cantine.pdf", TARIFFS)
    with scope(tenant=town):
        Document.objects.filter(pk=new.pk).update(replaces=old)
        asked = ask(town, "Combien coûte un repas à la cantine pour un enfant ?", person=agent)
        cited = list(Cited.objects.filter(asked=asked).values_list("source", "superseded_by"))
    assert cited == [("cantine.pdf", ""), ("prix.pdf", "Cantine")]


def test_taken_away_a_document_is_gone_with_its_original_passages_vectors_and_kept_words(
    browser: Browser, agent: Person, town: Tenant
) -> None:
    client = browser(agent)
    client.post(PAGE, {"sent": sent("secret.txt", "Le trésor du beffroi dort sous la dalle."), "rights": "auto"})
    work_off(town)
    with scope(tenant=town):
        number = only().pk
        asked = ask(town, "Où dort le trésor du beffroi ?", person=agent)
    answer = client.post(f"{PAGE}{number}/retirer/", follow=True)
    assert "est retiré" in answer.text
    with scope(tenant=town):
        assert not Document.objects.exists()
        cited = Cited.objects.get(asked=asked)
        assert (cited.quote, cited.removed) == ("", True)
    left = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert left == [place(town)]
    assert "trésor".encode() not in place(town).read_bytes()
    with opened(town) as store:
        assert (list(store.rows()), store.entries()) == ([], [])
    with scope(tenant=town):
        assert find(town, "Où dort le trésor du beffroi ?", resident=False).abstained
    assert "ses mots sont effacés" in client.get(f"/bourg/assistant/reponse/{asked.pk}/").text


def test_sheets_are_one_source_with_many_entries(browser: Browser, agent: Person, town: Tenant) -> None:
    sheets = [
        {"id": "F1", "title": "Passeport", "text": "Le passeport se demande en mairie.", "url": "https://x.example/F1"},
        {"id": "F2", "title": "Mariage", "text": "Le mariage se célèbre en mairie.", "url": "https://x.example/F2"},
    ]
    lines = "\n".join(json.dumps(one) for one in sheets)
    client = browser(agent)
    client.post(PAGE, {"sent": sent("fiches.jsonl.gz", gzip.compress(lines.encode())), "rights": "public"})
    work_off(town)
    with scope(tenant=town):
        assert (only().kind, only().entries, only().state) == (Kind.SHEETS, 2, DocumentState.READ)
        asked = ask(town, "Où demander un passeport ?", person=agent)
        first = Cited.objects.filter(asked=asked)[0]
        assert (first.source, first.url) == ("F1", "https://x.example/F1")
        withdraw(town, only())
    with opened(town) as store:
        assert list(store.entries()) == []


def test_the_folder_of_the_instance_is_followed(town: Tenant, agent: Person) -> None:
    folder = watched_folder(town)
    (folder / "interne").mkdir(parents=True)
    (folder / "piscine.txt").write_text(POOL)
    (folder / "interne" / "note.txt").write_text("La clé est chez le gardien.")
    with scope(tenant=town):
        start_nightly(town, date(2026, 11, 25))
    work_off(town)
    with scope(tenant=town):
        found = dict(Document.objects.values_list("source", "public"))
        assert found == {"piscine.txt": True, "interne/note.txt": False}
        with pytest.raises(BadInput, match="retirez-le de ce dossier"):
            withdraw(town, Document.objects.get(source="piscine.txt"))
    (folder / "piscine.txt").write_text("La piscine ouvre désormais à 11 heures.")
    with scope(tenant=town):
        start_nightly(town, date(2026, 11, 26))
    work_off(town)
    with scope(tenant=town):
        assert Document.objects.get(source="piscine.txt", current=True).version == 2
        assert "11 heures" in find(town, "À quelle heure ouvre la piscine ?", resident=False).citations[0].quote
    (folder / "piscine.txt").unlink()
    start_indexing(town)
    work_off(town)
    with scope(tenant=town):
        assert list(Document.objects.values_list("source", flat=True)) == ["interne/note.txt"]


def test_a_store_that_is_lost_is_made_again_from_the_originals(browser: Browser, agent: Person, town: Tenant) -> None:
    browser(agent).post(PAGE, {"sent": sent("piscine.txt", POOL), "rights": "auto"})
    work_off(town)
    place(town).unlink()
    start_indexing(town)
    work_off(town)
    with opened(town) as store:
        assert [entry.source for entry in store.entries()] == ["piscine.txt"]


def test_a_change_of_siret_makes_another_store(browser: Browser, agent: Person, town: Tenant) -> None:
    browser(agent).post(PAGE, {"sent": sent("piscine.txt", POOL), "rights": "auto"})
    work_off(town)
    Tenant.objects.filter(pk=town.pk).update(siret="21330063500017")
    town.refresh_from_db()
    with scope(tenant=town):
        assert ask(town, "À quelle heure ouvre la piscine ?", person=agent).abstained
    start_indexing(town)
    work_off(town)
    with scope(tenant=town):
        assert not ask(town, "À quelle heure ouvre la piscine ?", person=agent).abstained


def test_an_original_is_given_back_a_pdf_in_the_browser_and_anything_else_to_save(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    client = browser(agent)
    page = add(library, "page.html", "<p>Bonjour</p>")
    with scope(tenant=library):
        pdf = Document.objects.get(source="tarifs.pdf")
    shown, saved = client.get(f"{PAGE}{pdf.pk}/original/"), client.get(f"{PAGE}{page.pk}/original/")
    assert shown["Content-Disposition"] == 'inline; filename="tarifs.pdf"'
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Type"] == "application/octet-stream"
    assert b"".join(shown) == TARIFFS.encode()  # type: ignore[arg-type]
    saved.close()


def test_an_elected_person_reads_what_everybody_may_read_and_nothing_else(browser: Browser, library: Tenant) -> None:
    elected = browser(enrol(library, Role.ELECTED))
    with scope(tenant=library):
        note, tariffs = Document.objects.get(source="note.pdf"), Document.objects.get(source="tarifs.pdf")
    assert elected.get(f"{PAGE}{tariffs.pk}/").status_code == 200
    for path in (f"{PAGE}{note.pk}/", f"{PAGE}{note.pk}/original/"):
        assert elected.get(path).status_code == 404
    assert elected.post(f"{PAGE}{tariffs.pk}/", {"title": "autre"}).status_code == 404


def test_the_page_of_a_document_shows_what_was_read_of_each_page(
    browser: Browser, agent: Person, library: Tenant
) -> None:
    with scope(tenant=library):
        number = Document.objects.get(source="tarifs.pdf").pk
    page = browser(agent).get(f"{PAGE}{number}/").text
    assert 'id="page-1"' in page
    assert "3,40 euros" in page


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Documents\\tarifs 2026.pdf", "tarifs 2026.pdf"),
        ("délibération.pdf", "délibération.pdf"),
        ("." + "x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_kept_without_folders(given: str, kept: str) -> None:
    assert plain_name(given) == kept


def test_a_file_without_a_name_is_refused() -> None:
    with pytest.raises(BadInput, match="renommez-le"):
        plain_name("..")


def test_one_reading_at_a_time(town: Tenant) -> None:
    first, second = start_indexing(town), start_indexing(town)
    assert first == second
    with scope(tenant=town):
        assert Job.objects.count() == 1
