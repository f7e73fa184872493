from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.canteen.diets import DietPlan, DietsUnusable, is_allergen_plan, read_diets, split_diets

CANTEENS = [("Curie", "E"), ("Sand", "M")]


@pytest.fixture
def plan(tmp_path: Path) -> DietPlan:
    return written(
        tmp_path, "cantine;type;régime;part;repas\n;;sans porc;12 %;\n;;végétarien;0,08;\nCurie;E;PAI arachide;;3\n"
    )


def written(folder: Path, text: str) -> DietPlan:
    (folder / "diets.csv").write_text(text, encoding="utf-8")
    plan = read_diets(folder)
    assert plan is not None
    return plan


def test_a_town_without_diets_has_no_plan(tmp_path: Path) -> None:
    assert read_diets(tmp_path) is None


def test_shares_are_of_the_meals_that_allergen_plans_leave(plan: DietPlan) -> None:
    split = split_diets(np.array([103.0, 50.0]), plan, CANTEENS)
    assert split.loc[("Curie", "E")].to_dict() == {"PAI arachide": 3, "sans porc": 12, "végétarien": 8, "standard": 80}
    assert split.loc[("Sand", "M")].to_dict() == {"PAI arachide": 0, "sans porc": 6, "végétarien": 4, "standard": 40}


@given(orders=st.lists(st.integers(0, 300), min_size=2, max_size=2), share=st.floats(0, 1), other=st.floats(0, 1))
def test_diets_sum_to_the_order_and_allergen_plans_are_never_cut(orders: list[int], share: float, other: float) -> None:
    import pandas as pd

    nan = float("nan")
    plan = DietPlan(
        pd.DataFrame(
            [("", "", "PAI", nan, 2.0), ("", "", "sans porc", share, nan), ("", "", "végétarien", other, nan),
             ("Curie", "E", "mixé", nan, 4.0)],
            columns=["site", "kind", "diet", "share", "meals"],
        )
    )  # fmt: skip
    split = split_diets(np.array(orders, dtype=float), plan, CANTEENS)
    assert split.sum(axis=1).tolist() == [max(order, 2) for order in orders]
    assert (split["PAI"] == 2).all()
    assert (split >= 0).all(axis=None)


def test_a_canteen_s_own_row_wins_over_the_town_s(tmp_path: Path) -> None:
    plan = written(tmp_path, "site,diet,share,meals\nSand,sans porc,,5\n,sans porc,0.1,\n")
    split = split_diets(np.array([100.0, 100.0]), plan, CANTEENS)
    assert split["sans porc"].tolist() == [10, 5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("site,diet,share,meals\n,sans porc,1.2,\n", "ligne 2"),
        ("site,diet,share,meals\n,sans porc,0.1,\n,mixé,,\n", "ligne 3"),
        ("site,diet,share,meals\n,PAI,0.1,\n", "PAI"),
        ("site,diet,share,meals\n,PAI,,2.5\n", "ligne 2"),
        ("site,diet,share,meals\n,sans porc,beaucoup,\n", "ligne 2"),
        ("site,share\n,0.1\n", "« régime »"),
    ],
)
def test_a_wrong_diet_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DietsUnusable, match=told):
        written(tmp_path, text)


def test_allergen_plans_are_known_by_their_name() -> None:
    assert is_allergen_plan("PAI arachide")
    assert is_allergen_plan("pai")
    assert not is_allergen_plan("paille")
