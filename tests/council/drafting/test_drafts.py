import datetime as dt
import json
from pathlib import Path

import docx
import pytest

from beffroi.__main__ import main
from beffroi.council.drafting import draft, request_of
from beffroi.council.drafting.fields import fields
from beffroi.council.drafting.models import models
from beffroi.council.drafting.tracing import untraced
from beffroi.council.drafting.visas import _in_force
from beffroi.engines.documents import read_here

DAY = dt.date(2026, 3, 12)
BASE = {"commune": "Saint-Exemple", "population": 1800, "seance": DAY, "rapporteur": "Mme Lise Aubry"}
SAID = {
    "montant": 1500,
    "beneficiaire": "l'association Les Amis du Lavoir",
    "imputation": "compte 65748, chapitre 65",
    "date_effet": "1er septembre 2026",
    "exercice": 2026,
    "surface": "450 m²",
    "cadastre": "section AB n° 12",
    "grade": "adjoint technique territorial",
    "duree": "trois ans",
    "taux": "3,25 %",
    "heures": 1607,
}
DEMAND = (
    "subvention de 1 500 € à l'association Les Amis du Lavoir, vu l'avis de la commission du 3 mars 2026, "
    "considérant que la fête attire 400 visiteurs"
)


@pytest.mark.parametrize("name", sorted(models()))
def test_a_draft_states_nothing_that_the_request_or_the_law_does_not(name: str) -> None:
    request = request_of({**BASE, **SAID, "sujet": name, "objet": "Travaux du lavoir de Villeneuve"})
    made = draft(request)
    assert made.model == name
    assert untraced(made, request) == ()


@pytest.mark.parametrize("name", sorted(models()))
def test_what_a_request_does_not_say_is_a_marked_blank(name: str) -> None:
    request = request_of({"sujet": name})
    made = draft(request, today=DAY)
    text = "\n".join(made.lines)
    assert untraced(made, request) == ()
    assert "【à compléter : date de la séance】" in text
    assert {flag.kind for flag in made.flags} >= {"missing"}


@pytest.mark.parametrize("name", sorted(models()))
def test_the_visas_of_each_model_are_in_force(name: str) -> None:
    model = models()[name]
    sources = [*model.visas, *(source for _, source in model.visas_if)]
    assert all(_in_force(source, on=DAY, base=None) for source in sources)
    assert sources


@pytest.mark.parametrize("name", sorted(models()))
def test_the_keys_of_each_model_are_documented_fields(name: str) -> None:
    words = {"le_maire", "Le_maire", "au_maire", "du_conseil", "Le_conseil", "le_conseil"}
    assert models()[name].keys - words <= set(fields())


def test_there_is_a_model_for_the_forty_commonest_subjects() -> None:
    assert len(models()) >= 40


def test_the_proof_finds_what_was_invented() -> None:
    from dataclasses import replace

    request = request_of({**BASE, "demande": DEMAND})
    made = draft(request)
    lying = replace(made, articles=(*made.articles, "Article 9 – Une somme de 2 000 € est versée à Marc Dupont."))
    assert {claim.text for claim in untraced(lying, request)} == {"2 000 €", "Marc Dupont"}


def test_a_sentence_is_enough() -> None:
    made = draft(request_of({**BASE, "demande": DEMAND}))
    text = "\n".join(made.lines)
    assert made.model == "subvention_association"
    assert "Une subvention de 1 500 €" in text
    assert "Vu l'avis de la commission du 3 mars 2026 ;" in text
    assert "Considérant que la fête attire 400 visiteurs ;" in text
    assert ("1 500 €", "demande : montant") in {(fact.text, fact.origin) for fact in made.facts}


@pytest.mark.parametrize(
    ("title", "name"),
    sorted(
        {
            "Décision modificative n° 2": "decision_modificative",
            "Création d'un poste d'adjoint technique": "creation_poste",
            "Vente de la parcelle AB 12": "cession",
            "Emprunt de 300 000 € auprès de la Banque postale": "emprunt",
            "Désignation des délégués au syndicat des eaux": "designation",
            "Demande de DETR pour l'école": "demande_subvention",
            "Groupement de commandes pour l'électricité": "groupement_commandes",
            "Dénomination d'une rue": "denomination_voie",
            "Mise en place du RIFSEEP": "rifseep",
            "Délégations du conseil municipal au maire": "delegations_maire",
            "Acquisition d'un terrain": "acquisition",
            "Tarifs de la cantine": "tarifs",
            "Vote des taux d'imposition": "taux_imposition",
            "Admission en non-valeur": "admission_non_valeur",
            "Modification simplifiée du PLU": "plan_urbanisme",
            "Sujet que nul ne connaît": "generale",
        }.items()
    ),
)
def test_the_object_finds_its_model(title: str, name: str) -> None:
    assert draft(request_of({**BASE, "objet": title})).model == name


def test_an_abbreviation_does_not_end_the_sentence() -> None:
    asked_for = request_of({"demande": "Achat d'un tracteur à M. Dupont pour 8 000 €. Le devis est joint."})
    assert asked_for.fields["objet"] == "Achat d'un tracteur à M. Dupont pour 8 000 €"
    assert asked_for.facts == ("Le devis est joint",)


def test_a_post_told_in_a_sentence_has_its_grade_and_its_day() -> None:
    demand = "création d'un emploi, grade d'adjoint technique territorial, à compter du 1er avril 2026"
    asked_for = request_of({"demande": demand})
    assert asked_for.fields["grade"] == "adjoint technique territorial"
    assert asked_for.fields["date_effet"] == "1er avril 2026"
    assert "grade_missing" not in {flag.kind for flag in draft(asked_for).flags}


def test_a_council_of_communes_has_its_own_words_and_articles() -> None:
    request = request_of({**BASE, **SAID, "commune": "Communauté de communes du Val", "sujet": "bail"})
    text = "\n".join(draft(request).lines)
    assert "le conseil communautaire décide" in text
    assert "Le président est autorisé" in text
    assert "L. 5211-1" in text
    assert "L. 2121-29" not in text


def kinds(**keys: object) -> set[str]:
    return {flag.kind for flag in draft(request_of({**BASE, **keys})).flags}


TRAPS: list[tuple[str, dict[str, object]]] = [
    ("budget_line_missing", {"objet": "Subvention au club de judo", "montant": 500}),
    ("convention_missing", {"objet": "Subvention au club de judo", "montant": 30000, "imputation": "65748"}),
    ("siret_missing", {"objet": "Subvention à l'association Envol", "montant": 500}),
    (
        "interested_member",
        {"objet": "Subvention au club", "montant": 500, "faits": ["L'adjoint est trésorier du club"]},
    ),
    (
        "interested_member",
        {"objet": "Subvention au club", "president_beneficiaire": "Lise AUBRY", "rapporteur": "Mme Lise Aubry"},
    ),
    ("competence_mayor", {"objet": "Interdiction du stationnement rue Haute"}),
    ("competence_mayor", {"objet": "Ligne de trésorerie", "faits": ["délégation donnée au maire en 2020"]}),
    ("competence_epci", {"objet": "Tarif de l'eau", "faits": ["compétence transférée à la communauté de communes"]}),
    ("valuation_missing", {"objet": "Vente d'un terrain", "montant": 50000, "population": 5000}),
    ("secret_ballot", {"objet": "Désignation de délégués au syndicat"}),
    ("retroactive", {"objet": "Tarifs de la cantine", "date_effet": "2026-01-01"}),
    ("unequal_tariff", {"objet": "Tarifs de la piscine", "tarifs": ["habitants : 2 €", "extérieurs : 9 €"]}),
    ("loan_beyond_budget", {"objet": "Emprunt", "montant": 300000, "emprunt_prevu": 200000}),
    ("market_needs_cao", {"objet": "Marché de fourniture de repas", "montant": 400000, "imputation": "6042"}),
    ("grade_missing", {"objet": "Création d'un poste"}),
    ("article_superseded", {"objet": "Création d'un poste", "visas": ["la loi n° 84-53 du 26 janvier 1984"]}),
    (
        "article_unknown",
        {"objet": "Bail", "visas": ["l'article L. 2121-99 du code général des collectivités territoriales"]},
    ),
    ("worship_subsidy", {"objet": "Subvention à la paroisse pour la messe"}),
    ("political_use", {"objet": "Subvention pour la campagne électorale d'un candidat aux municipales"}),
    ("emergency", {"objet": "Réfection du pont", "faits": ["point urgent ajouté en séance"]}),
    ("gift_to_person", {"objet": "Secours à une famille", "montant": 300}),
    ("personal_data", {"objet": "Secours à Mme Petit, bénéficiaire du RSA"}),
    ("company_subsidy", {"objet": "Aide à la SARL Boulangerie du Val"}),
    ("price_below_value", {"objet": "Vente d'un terrain à l'euro symbolique"}),
    ("public_domain", {"objet": "Vente de l'ancienne école"}),
    ("working_time_short", {"objet": "Organisation du temps de travail", "heures": 1550}),
    ("quarter_exceeded", {"sujet": "credits_avant_budget", "montant": 60000, "credits_precedents": 200000}),
    ("delegation_without_limits", {"objet": "Délégations du conseil municipal au maire"}),
    ("public_share_exceeded", {"objet": "Demande de DETR", "cout": 100000, "montant": 90000}),
    ("deadline_passed", {"objet": "Vote du budget primitif", "exercice": "2026", "seance": "2026-06-04"}),
    ("unbalanced", {"objet": "Décision modificative : dépenses 5 000, recettes 4 000"}),
    ("notice_too_short", {"objet": "Bail", "convocation": "2026-03-10"}),
    ("amount_mismatch", {"objet": "Subvention de 500 € au club", "montant": 700}),
]


@pytest.mark.parametrize(("kind", "keys"), TRAPS, ids=[f"{kind}-{place}" for place, (kind, _) in enumerate(TRAPS)])
def test_a_trap_of_a_request_is_told(kind: str, keys: dict[str, object]) -> None:
    assert kind in kinds(**keys)


def test_a_sound_request_has_no_blocking_flag() -> None:
    keys = {
        **BASE,
        **SAID,
        "objet": "Subvention à l'association Les Amis du Lavoir",
        "siret_beneficiaire": "12345678200002",
    }
    made = draft(
        request_of({**keys, "objet_aide": "la fête du village", "faits": ["contrat d'engagement républicain signé"]})
    )
    assert [flag for flag in made.flags if flag.severity == "blocking"] == []


def asked(tmp_path: Path, text: str, *options: str) -> int:
    path = tmp_path / "demande.yaml"
    path.write_text(text, encoding="utf-8")
    return main(["council", "draft", str(path), *options])


@pytest.mark.parametrize("ending", ["docx", "odt", "pdf"])
def test_the_command_writes_each_format(tmp_path: Path, ending: str) -> None:
    out, told = tmp_path / f"acte.{ending}", tmp_path / "acte.json"
    text = f'commune: Saint-Exemple\nséance: 2026-03-12\ndemande: "{DEMAND}"\n'
    assert asked(tmp_path, text, "--out", str(out), "--json", str(told)) == 0
    read = json.loads(told.read_text(encoding="utf-8"))
    assert read["untraced"] == []
    assert {"text", "from"} == set(read["facts"][0])
    assert "Les Amis du Lavoir" in "\n".join(page.text for page in read_here(out).pages)


def test_the_town_s_template_is_filled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template, out = tmp_path / "modele.docx", tmp_path / "acte.docx"
    made = docx.Document()
    for line in ("Mairie de {{commune}}", "{{titre}}", "{{visas}}", "{{articles}}", "{{blason}}"):
        made.add_paragraph(line)
    made.save(str(template))
    assert (
        asked(tmp_path, f'commune: Saint-Exemple\ndemande: "{DEMAND}"', "--out", str(out), "--template", str(template))
        == 0
    )
    lines = [paragraph.text for paragraph in docx.Document(str(out)).paragraphs]
    assert lines[0] == "Mairie de Saint-Exemple"
    assert sum(line.startswith("Vu ") for line in lines) >= 3
    assert sum(line.startswith("Article ") for line in lines) >= 2
    assert lines[-1] == "{{blason}}"
    assert "blason" in capsys.readouterr().out


@pytest.mark.parametrize("ending", ["docx", "odt"])
@pytest.mark.parametrize("content", [b"", b"bonjour", b"PK\x03\x04"])
def test_a_template_that_does_not_open_is_refused(
    tmp_path: Path, ending: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / f"modele.{ending}"
    template.write_bytes(content)
    out = str(tmp_path / f"acte.{ending}")
    assert asked(tmp_path, f'demande: "{DEMAND}"', "--out", out, "--template", str(template)) == 2
    assert "ne s'ouvre pas" in capsys.readouterr().err


def test_an_odt_template_is_filled(tmp_path: Path) -> None:
    from odfdo import Document, Paragraph

    template, out = tmp_path / "modele.odt", tmp_path / "acte.odt"
    made = Document("text")
    made.body.clear()
    for line in ("Mairie de {{commune}}", "{{visas}}", "{{articles}}"):
        made.body.append(Paragraph(line))
    made.save(template)
    assert (
        asked(tmp_path, f'commune: Saint-Exemple\ndemande: "{DEMAND}"', "--out", str(out), "--template", str(template))
        == 0
    )
    text = "\n".join(page.text for page in read_here(out).pages)
    assert "Mairie de Saint-Exemple" in text
    assert text.index("Vu le code") < text.index("Article 1 –") < text.index("Article 2 –")


@pytest.mark.parametrize("text", ["", "[1, 2]", "a: [", "population: 12", "a: &a [*a]", "a: &a {b: *a}"])
def test_a_request_that_says_nothing_is_refused(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(tmp_path, text, "--out", str(tmp_path / "a.odt")) == 2
    assert capsys.readouterr().err.count("\n") == 1
