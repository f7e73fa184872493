import gzip
import json
import os
from pathlib import Path

import pytest

from beffroi.__main__ import main, parser
from beffroi.council.check_commands import run_check
from beffroi.council.checking import KINDS, check_act
from beffroi.council.checking.evaluate import read_set, score
from beffroi.council.checking.reading.words import number_of
from beffroi.council.errors import ActUnreadable, SetUnreadable

SETS = Path(__file__).parent / "sets"
FIRST = SETS / "development" / "acts" / "01-subvention-village.txt"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("vingt-quatre mille", 24_000),
        ("quatre-vingt-dix-sept", 97),
        ("huit cent cinquante mille", 850_000),
        ("deux mille vingt-six", 2026),
        ("soixante et onze", 71),
        ("1 500", 1500),
        ("une poignée", None),
    ],
)
def test_numbers_in_words_are_read(words: str, number: int | None) -> None:
    assert number_of(words) == number


@pytest.mark.parametrize("name", ["development", "held_out"])
def test_planted_errors_are_found_and_sound_acts_left_alone(name: str) -> None:
    result = score(SETS / name)
    assert set(result.planted) == set(KINDS)
    assert result.share >= 0.95
    assert result.firm_share >= 0.95
    assert result.false_per_act <= 0.1


def test_an_unanimity_of_votes_cast_may_have_abstentions() -> None:
    text = FIRST.read_text(encoding="utf-8").replace("par 13 voix", "à l'unanimité des suffrages exprimés, par 13 voix")
    assert "unanimity_with_abstention" not in {finding.kind for finding in check_act(text)}


def test_members_and_population_told_win_over_the_act() -> None:
    text = FIRST.read_text(encoding="utf-8")
    assert "quorum_not_met" in {finding.kind for finding in check_act(text, members=29)}
    short = text.replace("convoqué le 5 mars", "convoqué le 8 mars")
    assert "notice_too_short" not in {finding.kind for finding in check_act(short)}
    assert "notice_too_short" in {finding.kind for finding in check_act(short, population=5000)}


def test_what_is_missing_in_an_act_already_sent_is_advice() -> None:
    text = FIRST.read_text(encoding="utf-8").replace(
        "Le quorum étant atteint, le conseil peut valablement délibérer.", ""
    )
    sent = text + "\nAccusé de réception en préfecture le 20/03/2026\n"
    grave = {finding.kind: finding.severity for finding in check_act(sent)}
    assert grave["quorum_missing"] == "advice"


@pytest.mark.parametrize(
    "listed",
    [
        "Absents ayant donné procuration : M. Éric Vidal à M. Marc Delorme, Mme Paula Ribeiro à M. Marc Delorme",
        "Pouvoirs :\nM. Éric Vidal à M. Marc Delorme\nMme Paula Ribeiro à M. Marc Delorme\n",
        "Éric VIDAL donne pouvoir à Marc DELORME ; Paula RIBEIRO donne pouvoir à Marc DELORME",
        "M. Éric VIDAL, représenté par M. Marc DELORME ; Mme Paula RIBEIRO, représentée par M. Marc DELORME",
    ],
)
def test_two_proxies_of_one_member_are_seen_however_they_are_listed(listed: str) -> None:
    text = FIRST.read_text(encoding="utf-8").replace("Secrétaire de séance :", f"{listed}\nSecrétaire de séance :", 1)
    assert any(finding.kind == "two_proxies" and "elorme" in finding.quote.lower() for finding in check_act(text))


VILLAGE = """COMMUNE DE SAINT-AUBIN (312 habitants)
Séance du 12 mars 2024. Date de convocation : 7 mars 2024
En exercice : 11 - Présents : 8 - Pouvoirs : 2 - Votants : 10. Le quorum est atteint.
Secrétaire de séance : Mme Claire PETIT
Délibération 2024-12 : Tarifs de location de la salle des fêtes
Vu le code général des collectivités territoriales, notamment son article L. 2121-29,
Le conseil municipal, après en avoir délibéré, {vote},
DECIDE de fixer les tarifs ainsi qu'il suit :
- habitants : 150 € le week-end
Pour extrait conforme,
Le Maire, Paul MARTIN                La secrétaire de séance, Claire PETIT
Recours devant le tribunal administratif de Dijon dans un délai de deux mois.
"""


@pytest.mark.parametrize(
    "vote",
    [
        "à l'unanimité des membres présents et représentés",
        "VOTANTS : 10 POUR : 9 CONTRE : 0 ABSTENTION : 1",
        "Votes : Pour 8 Contre 1 Abst. 1",
    ],
)
def test_a_sound_act_of_a_village_gets_no_grave_finding(vote: str) -> None:
    findings = check_act(VILLAGE.format(vote=vote))
    assert [finding for finding in findings if finding.severity != "advice"] == []


def test_the_certificate_of_posting_is_no_visa() -> None:
    posted = VILLAGE.format(vote="à l'unanimité").replace("Recours", "Vu pour être affiché le 16 mars 2024.\nRecours")
    assert [finding for finding in check_act(posted) if finding.severity != "advice"] == []


def test_more_voices_than_voters_are_quoted_as_they_stand() -> None:
    findings = check_act(VILLAGE.format(vote="VOTANTS : 10 POUR : 13 CONTRE : 4 ABSTENTION : 1"))
    quotes = {finding.kind: finding.quote for finding in findings if finding.severity == "blocking"}
    assert quotes["too_many_voices"] == "POUR : 13 CONTRE : 4 ABSTENTION : 1"


@pytest.mark.parametrize("number", ["-5", "0", "douze", "9" * 30])
def test_a_number_of_people_that_cannot_be_is_refused(
    number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "acte.txt"
    path.write_text(VILLAGE, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["council", "check", str(path), "--population", number])
    assert ended.value.code == 2
    assert "n'est pas un nombre" in capsys.readouterr().err


def test_the_minutes_of_a_year_are_no_act() -> None:
    with pytest.raises(ActUnreadable, match="une délibération à la fois"):
        check_act(VILLAGE * 1000)


def test_pictures_only_are_refused() -> None:
    with pytest.raises(ActUnreadable):
        check_act("   \n ")


def test_a_set_whose_error_is_not_in_its_act_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acts").mkdir()
    (tmp_path / "acts" / "01-a.txt").write_text("texte", encoding="utf-8")
    (tmp_path / "errors.toml").write_text(
        'errors = [{file="01", kind="visa_missing", replace="b", by=""}]', encoding="utf-8"
    )
    with pytest.raises(SetUnreadable):
        read_set(tmp_path)


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_a_document_gives_the_same_findings_as_its_text(suffix: str, tmp_path: Path) -> None:
    from beffroi.engines.documents import Paragraph, Text, write_docx, write_odt

    text = FIRST.read_text(encoding="utf-8").replace("(1 500 €)", "(1 800 €)")
    parts = tuple(Paragraph(line) for line in text.split("\n") if line.strip())
    path = tmp_path / f"acte.{suffix}"
    (write_docx if suffix == "docx" else write_odt)(Text("Acte", parts, titled=False), path)
    out = tmp_path / "constats.json"
    arguments = parser().parse_args(["council", "check", str(path), "--json", str(out)])
    assert run_check(arguments) == 1
    told = json.loads(out.read_text(encoding="utf-8"))["findings"]
    assert [finding["kind"] for finding in told if finding["severity"] != "advice"] == ["amount_mismatch"]
    assert set(told[0]) == {"kind", "severity", "quote", "article", "remedy"}


@pytest.mark.data
def test_the_shared_deliberations_get_one_grave_finding_which_is_true() -> None:
    source = Path(os.environ["BEFFROI_DATA"]) / "council" / "deliberations_2014-04-24.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["texte"] for line in file]
    grave = [finding for text in texts for finding in check_act(text) if finding.severity != "advice"]
    assert [finding.kind for finding in grave] == ["date_incoherent"]  # an ordinance of 1958 numbered 38-1210
