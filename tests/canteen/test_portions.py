from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from beffroi.canteen.portions import (
    PortionsUnusable,
    kitchen_weights,
    nursery_shares,
    portion_of,
    read_portions,
    recommended_portions,
)


@pytest.mark.parametrize(
    ("dish", "component"),
    [
        ("Steak haché VBF", "minced_beef"),
        ("Steak de bœuf", "roast_meat"),
        ("Sauté de dinde", "sauteed_meat"),
        ("Poisson pané", "breaded_fish"),
        ("Filet de COLIN sauce citron", "fish"),
        ("Pommes de terre vapeur", "starch"),
        ("Pommes bio", "fruit"),
        ("Blettes à la crème", "vegetables"),
        ("Blé aux légumes", "starch"),
        ("Omelette au fromage", "omelette"),
        ("Concombres au fromage blanc", "cucumber"),
        ("Chou-fleur persillé", "vegetables"),
        ("Carottes râpées", "grated"),
        ("Compote de pommes", "stewed_fruit"),
    ],
)
def test_a_dish_is_weighed_as_what_it_is(dish: str, component: str) -> None:
    portion = portion_of(dish, recommended_portions())
    assert portion is not None
    assert portion.component == component


@pytest.mark.parametrize("dish", ["Tarte aux pommes", "Yaourt aux fruits", "Potage de légumes", "Pâté de campagne", ""])
def test_a_dish_without_a_recommended_weight_gets_none(dish: str) -> None:
    assert portion_of(dish, recommended_portions()) is None


def test_portions_grow_with_age() -> None:
    weighed = [p for p in recommended_portions() if p.component != "unweighed"]
    assert len(weighed) > 15
    assert all(p.nursery <= p.primary <= p.adult for p in weighed)


def test_kilograms_add_the_ages() -> None:
    fish = portion_of("Colin", recommended_portions())
    assert fish is not None
    assert fish.kilograms(nursery=100, primary=200, adult=10) == pytest.approx(5 + 14 + 1)


def test_the_kitchen_s_weights_list_the_dishes_that_could_not_be_weighed() -> None:
    day = date(2024, 1, 8)
    menus = pd.DataFrame({"date": [day] * 3, "dish": ["Riz", "Tarte aux pommes", "Riz"]})
    meals = pd.DataFrame({"date": [day], "nursery": [100.0], "primary": [200.0]})
    table, unknown = kitchen_weights(menus, meals, recommended_portions())
    assert table["kilograms"].tolist() == [46.0]
    assert unknown == ["Tarte aux pommes"]


def test_a_town_s_own_portions_come_first(tmp_path: Path) -> None:
    (tmp_path / "portions.csv").write_text("component;label;words;nursery;primary;adult\nriz;riz;riz;100;150,5;180\n")
    portion = portion_of("Riz pilaf", read_portions(tmp_path))
    assert portion is not None
    assert portion.primary == 150.5
    assert portion_of("Colin", read_portions(tmp_path)) is not None


@pytest.mark.parametrize(
    "text", ["component,label\nriz,riz\n", "component,label,words,nursery,primary,adult\na,a,a,x,1,1\n"]
)
def test_portions_that_cannot_be_read_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "portions.csv").write_text(text)
    with pytest.raises(PortionsUnusable, match="en grammes"):
        read_portions(tmp_path)


def test_nursery_shares_come_from_the_last_enrolment_then_from_the_kind() -> None:
    rows = [("2022-2023", "Curie", "M/E", 80.0, 120.0), ("2023-2024", "Curie", "M/E", 50.0, 150.0),
            ("2024-2025", "Curie", "M/E", 200.0, 0.0)]  # fmt: skip
    enrolment = pd.DataFrame(rows, columns=["school_year", "site", "kind", "nursery", "primary"])
    shares = nursery_shares(enrolment, [("Curie", "M/E"), ("Sand", "M"), ("Hugo", "E")], "2023-2024")
    assert shares.tolist() == [0.25, 1.0, 0.0]
