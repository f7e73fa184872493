from pathlib import Path

import pytest

from beffroi.governance.charter_text import charter_text
from beffroi.governance.commitments import commitments, read_charter, whole_charter
from beffroi.governance.errors import CharterUnreadable, CommitmentUnknown
from beffroi.governance.places import UNREADABLE, addresses_of

CHOSEN = """
voted = 2026-10-01
territory = ["Agglo.example"]
[[commitment]]
key = "sober"
most = 2.5
[[commitment]]
key = "territory"
places = ["here"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "charte.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_council_chooses_commitments_thresholds_and_hosts(tmp_path: Path) -> None:
    charter = read_charter(written(tmp_path, CHOSEN))
    assert [(one.key, one.most) for one in charter.commitments] == [("sober", 2.5), ("territory", 0.0)]
    assert charter.commitments[1].places == ("here",)
    assert charter.inside == {"agglo.example"}


def test_a_file_that_chooses_nothing_keeps_them_all(tmp_path: Path) -> None:
    assert read_charter(written(tmp_path, "")).commitments == commitments()


@pytest.mark.parametrize("text", ['[[commitment]]\nkey = "x"', "[[commitment]]"])
def test_an_unknown_commitment_is_refused_with_the_known_ones(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommitmentUnknown, match="territory, europe"):
        read_charter(written(tmp_path, text))


@pytest.mark.parametrize("text", ["=", '[[commitment]]\nkey = "sober"\ncheck = "contact"', "commitment = 3"])
def test_a_charter_that_cannot_be_read_says_so(tmp_path: Path, text: str) -> None:
    with pytest.raises(CharterUnreadable):
        read_charter(written(tmp_path, text))


def test_every_commitment_is_dated_and_sourced() -> None:
    assert all(one.link.startswith("https://") and one.since and one.source for one in commitments())


def test_the_text_to_vote_has_an_article_and_a_measure_for_each_commitment() -> None:
    text = charter_text(whole_charter(), name="Bourg")
    told = [str(part) for part in text.parts]
    assert sum("Article" in part for part in told) == len(commitments())
    assert sum("Mesure : " in part for part in told) == len(commitments())
    assert not any("{" in part.replace("{}", "") for part in told)


def test_addresses_are_read_without_their_keys() -> None:
    environment = {
        "BEFFROI_LANGUAGE": "https://cle@modele.fr/v1?model=x",
        "BEFFROI_TRIALS": "embedded:a http://b.de [x",
    }
    found = addresses_of(environment, ["BEFFROI_LANGUAGE", "BEFFROI_TRIALS", "BEFFROI_MAIL"])
    assert [address.host for address in found] == ["modele.fr", "", "b.de", ""]
    assert addresses_of({"A": "https://[x"}, ["A"])[0].host == UNREADABLE
