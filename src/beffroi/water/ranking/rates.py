"""The rate of breaks that material, age, decade, diameter, length and zone alone let expect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import PoissonRegressor

Array = NDArray[np.float64]
RIDGE = 1e-3
COMMON_MATERIAL, MAIN_MATERIAL, COMMON_ZONE = 0.005, 0.1, 0.01
DIAMETERS = (0.0, 125.0, 175.0, 225.0, 310.0, np.inf)
AGE_SCALE = 50.0


@dataclass(frozen=True)
class RateModel:
    """A Poisson regression with a ridge penalty; ``columns`` are the levels it knows."""

    materials: tuple[str, ...]
    main: tuple[tuple[str, int], ...]
    zones: tuple[str, ...]
    regression: PoissonRegressor

    def expected(self, rows: pd.DataFrame) -> Array:
        """Return the breaks of a year expected on each row."""
        design = _design(rows, self.materials, self.main, self.zones)
        return np.asarray(self.regression.predict(design) * rows["length_m"].to_numpy() / 1000, dtype=float)


def fit_rates(rows: pd.DataFrame) -> RateModel:
    """Fit on rows of ``known_on`` of past years, pipes weighted by their length."""
    materials, main, zones = _levels(rows)
    km = rows["length_m"].to_numpy() / 1000
    regression = PoissonRegressor(alpha=RIDGE, max_iter=1000)
    regression.fit(_design(rows, materials, main, zones), rows["broken"] / km, sample_weight=km / km.mean())
    return RateModel(materials, main, zones, regression)


def _levels(rows: pd.DataFrame) -> tuple[tuple[str, ...], tuple[tuple[str, int], ...], tuple[str, ...]]:
    length = rows["length_m"]
    by_material = length.groupby(rows["material"]).sum() / length.sum()
    by_zone = length.groupby(rows["pressure_zone"]).sum() / length.sum()
    main = by_material.index[by_material > MAIN_MATERIAL]
    pairs = (
        rows.loc[rows["material"].isin(main), ["material", "decade"]]
        .drop_duplicates()
        .sort_values(["material", "decade"])
    )
    return (
        tuple(by_material.index[by_material > COMMON_MATERIAL]),
        tuple(pairs.itertuples(index=False, name=None)),
        tuple(by_zone.index[by_zone > COMMON_ZONE]),
    )


def _design(
    rows: pd.DataFrame, materials: tuple[str, ...], main: tuple[tuple[str, int], ...], zones: tuple[str, ...]
) -> sparse.csr_matrix:
    material, zone = rows["material"].to_numpy(), rows["pressure_zone"].to_numpy()
    decade, diameter = rows["decade"].to_numpy(), rows["diameter_mm"].to_numpy()
    age = rows["age"].fillna(rows["age"].mean()).fillna(0.0).to_numpy() / AGE_SCALE
    columns = [material == name for name in materials]
    columns += [(material == name) * age for name in sorted({name for name, _ in main})]
    columns += [(material == name) & (decade == start) for name, start in main]
    columns += [(diameter > low) & (diameter <= high) for low, high in zip(DIAMETERS, DIAMETERS[1:], strict=False)]
    columns += [zone == name for name in zones]
    columns.append(np.log(rows["length_m"].to_numpy().clip(min=1.0)) - 4)
    return sparse.hstack([sparse.csr_matrix(np.asarray(column, dtype=float)[:, None]) for column in columns], "csr")
