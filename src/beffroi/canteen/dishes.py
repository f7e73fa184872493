"""What a menu is made of: dishes sorted into the groups that children notice."""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STEM = 6
SHORTEST_WORD = 4
LEAST_DAYS = 15


def plain(text: str) -> str:
    """Return a text in lower case without accents."""
    return unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()


@cache
def dish_groups() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return (group, French label, beginnings of words) for each group of dishes."""
    text = files("beffroi.canteen").joinpath("data/dish_groups.csv").read_text(encoding="utf-8")
    return tuple((row["group"], row["label"], tuple(row["words"].split())) for row in csv.DictReader(text.splitlines()))


def group_names() -> list[str]:
    """Return the names of the groups, in the order of the columns of ``menu_table``."""
    return [group for group, _, _ in dish_groups()]


def groups_of(menu: str) -> list[bool]:
    """Tell for each group whether a word of the menu begins like one of its words."""
    spaced = " " + " ".join("".join(c if c.isalnum() else " " for c in plain(menu)).split())
    return [any(f" {start}" in spaced for start in starts) for _, _, starts in dish_groups()]


def menu_table(menus: pd.DataFrame, days: Sequence[date]) -> NDArray[np.float32]:
    """Return (days, groups): 1 when the day's menu has the group, 0 when not, NaN without a menu."""
    wanted = set(days)
    texts = {day: " ".join(dishes) for day, dishes in menus.groupby(menus["date"].dt.date)["dish"] if day in wanted}
    table = np.full((len(days), len(dish_groups())), np.nan, dtype=np.float32)
    for row, day in enumerate(days):
        if day in texts:
            table[row] = groups_of(texts[day])
    return table


def word_table(menus: pd.DataFrame, days: Sequence[date]) -> tuple[list[str], NDArray[np.float32]]:
    """Return the words frequent on the town's menus, and (days, words): 1, 0, NaN without a menu.

    Words that share their first six letters are one: singular and plural, mostly.
    """
    wanted = set(days)
    rows = menus[menus["date"].dt.date.isin(wanted)]
    found = {
        day: {word for dish in dishes for word in _words(dish)}
        for day, dishes in rows.groupby(rows["date"].dt.date)["dish"]
    }
    stems = {day: {word[:STEM] for word in words} for day, words in found.items()}
    counts = Counter(stem for words in stems.values() for stem in words)
    frequent = sorted(stem for stem, count in counts.items() if LEAST_DAYS <= count < len(stems) - LEAST_DAYS)
    table = np.full((len(days), len(frequent)), np.nan, dtype=np.float32)
    for row, day in enumerate(days):
        if day in stems:
            table[row] = [stem in stems[day] for stem in frequent]
    spellings = Counter(word for words in found.values() for word in words)
    return [_spelling(stem, spellings) for stem in frequent], table


def _spelling(stem: str, spellings: Counter[str]) -> str:
    """Return the commonest word that begins with the stem, the first in the alphabet among equals."""
    return min((word for word in spellings if word[:STEM] == stem), key=lambda word: (-spellings[word], word))


def _words(dish: str) -> list[str]:
    letters = "".join(c if c.isalpha() else " " for c in plain(dish))
    return [word for word in letters.split() if len(word) >= SHORTEST_WORD]


def labels(flags: Iterable[bool]) -> list[str]:
    """Return the French labels of the groups that are present."""
    return [label for (_, label, _), present in zip(dish_groups(), flags, strict=True) if present]
