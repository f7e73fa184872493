"""How well a leak of each size on each pipe explains a change of the residuals (Gaussian likelihood ratio)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from beffroi.water.leak_signatures import SIZES, Signatures
from beffroi.water.network import Array

TEMPER = 45.0
COMPARED = 150
IMPOSSIBLE = -1e9


@dataclass(frozen=True)
class Explanation:
    """Log-likelihood ratios of one change: ``ratios`` (candidates, sizes), ``best`` the highest, ``total`` = d'Wd."""

    ratios: Array
    best: float
    total: float
    pipe: int
    sign: int
    features: int

    @property
    def share(self) -> float:
        """Share of the change explained by the best leak."""
        return 2 * self.best / max(self.total, 1e-9)

    def chances(self) -> Array:
        """Return (candidates,) probabilities of place.

        Two reasons to trust ratios less than they say: what the best leak leaves unexplained, and the model's own
        error, which grows with the signal (measured on 2018: the right pipe lies about best/45 below the best).
        """
        left = max(self.total - 2 * self.best, 0.0)
        temper = max(1.0, left / self.features) + self.best / TEMPER
        scaled = logsumexp(self.ratios / temper, axis=1)
        chance = np.exp(scaled - scaled.max())
        return np.asarray(chance / chance.sum())

    def flow(self) -> float:
        """Return the most likely size [m3/h] at the best pipe, between the listed sizes."""
        weights = np.exp(self.ratios[self.pipe] - self.ratios[self.pipe].max())
        return float((weights * SIZES).sum() / weights.sum())


def proportional(change: Array, precision: Array, signatures: Signatures) -> Array:
    """Return (candidates,) signed ratios, taking effects as proportional to flows: quick, for a first look."""
    unit = signatures.unit
    weighted = unit @ precision
    power = np.maximum(np.einsum("cf,cf->c", weighted, unit), 1e-12)
    score = weighted @ change
    return np.asarray(score * np.abs(score) / power / 2)


def explain(change: Array, precision: Array, signatures: Signatures, *, sign: int, quick: Array) -> Explanation:
    """Compare pipes and sizes; sign -1 for a leak that goes. Only the best of a first look (``quick``) are compared."""
    kept = np.argsort(-sign * quick)[:COMPARED]
    flat = signatures.change[kept].reshape(-1, signatures.change.shape[2])
    weighted = flat @ precision
    ratios = sign * (weighted @ change) - 0.5 * np.einsum("if,if->i", weighted, flat)
    table = np.full(signatures.change.shape[:2], IMPOSSIBLE)
    table[kept] = ratios.reshape(len(kept), -1)
    pipe = int(table.max(axis=1).argmax())
    total = float(change @ precision @ change)
    return Explanation(table, float(table.max()), total, pipe, sign, len(change))


def single_sensor(change: Array, precision: Array) -> tuple[int, float]:
    """Return the feature that alone explains most, with its ratio."""
    ratios = (precision @ change) ** 2 / np.diag(precision) / 2
    return int(ratios.argmax()), float(ratios.max())
