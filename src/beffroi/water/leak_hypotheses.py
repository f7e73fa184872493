"""How well a leak on each pipe explains a change of the residuals (Gaussian likelihood ratio)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from beffroi.water.leak_signatures import Signatures
from beffroi.water.network import Array

FIRST_FLOW = 5.0
LEAST_FLOW, MOST_FLOW = 0.2, 80.0
COMPARED = 80
TYPICAL = 8
EVERY = 4
ROUNDS = 3
TRIED = np.array([0.8, 0.9, 1.0, 1.1, 1.25])
TEMPER = 1.5
IMPOSSIBLE = -1e9


@dataclass(frozen=True)
class Change:
    """A change of the residuals and its covariance without new event, (features,) and (features, features)."""

    mean: Array
    cover: Array


@dataclass(frozen=True)
class Explanation:
    """``ratios`` (candidates,) log-likelihood ratios, the best of them, ``left`` the mean square left unexplained."""

    ratios: Array
    best: float
    pipe: int
    flow: float
    left: float
    temper: float = TEMPER

    def chances(self) -> Array:
        """Return (candidates,) probabilities of place, flatter when the best leak leaves much unexplained."""
        scaled = self.ratios / (self.temper * max(1.0, self.left))
        return np.asarray(np.exp(scaled - logsumexp(scaled)))


def quick_look(change: Change, signatures: Signatures, *, sign: int = 1) -> tuple[Array, Array]:
    """Return (candidates,) likelihood ratios and flows [m3/h] without the signatures' own errors; sign -1: it goes."""
    white = np.linalg.inv(np.linalg.cholesky(change.cover))
    first, second, seen = signatures.first @ white.T, signatures.second @ white.T, sign * (white @ change.mean)
    flow, ratio = np.full(len(first), FIRST_FLOW), np.zeros(len(first))
    for _ in range(ROUNDS):
        unit = first + second * flow[:, None]
        power, score = np.maximum(np.einsum("cf,cf->c", unit, unit), 1e-12), unit @ seen
        flow = np.clip(score / power, LEAST_FLOW, MOST_FLOW)
        ratio = score * flow - power * flow**2 / 2
    return ratio, flow


def first_look(change: Change, signatures: Signatures) -> tuple[float, float]:
    """Return the best ratios of a leak that comes and of one that goes, taking effects as proportional to flows."""
    lower = np.linalg.cholesky(change.cover)
    unit = np.linalg.solve(lower, signatures.unit(FIRST_FLOW)[::EVERY].T)
    score = np.linalg.solve(lower, change.mean) @ unit / np.sqrt(np.maximum((unit**2).sum(axis=0), 1e-12))
    return float(max(score.max(), 0.0) ** 2 / 2), float(min(score.min(), 0.0) ** 2 / 2)


def explain(change: Change, signatures: Signatures, *, sign: int = 1, only: int | None = None) -> Explanation:
    """Compare pipes, each with the errors of its own signature (``only``: one pipe). sign -1: a leak that goes."""
    ratio, flow = quick_look(change, signatures, sign=sign)
    first = np.argsort(-ratio)[:TYPICAL]
    typical = np.mean([signatures.error(int(c)) * flow[c] ** 2 for c in first], axis=0)
    ratio, flow = quick_look(Change(change.mean, change.cover + typical), signatures, sign=sign)
    compared = np.argsort(-ratio)[:COMPARED] if only is None else np.array([only])
    null = likelihoods(change.cover, change.mean[None])[0][0]
    ratios, flows, left = np.full(len(ratio), IMPOSSIBLE), flow.copy(), np.ones(len(ratio))
    for c in compared.tolist():
        cover = change.cover + signatures.error(c) * flow[c] ** 2
        tried = flow[c] * TRIED
        rest = change.mean - sign * signatures.change(np.array([c]), tried[:, None])[:, 0]
        fits, squares = likelihoods(cover, rest)
        ratios[c] = float(np.log(np.exp(fits - fits.max()).mean()) + fits.max() - null)
        best = int(fits.argmax())
        flows[c], left[c] = tried[best], squares[best] / len(change.mean)
    pipe = int(ratios.argmax())
    return Explanation(ratios, float(ratios[pipe]), pipe, float(flows[pipe]), float(left[pipe]))


def likelihoods(cover: Array, rest: Array) -> tuple[Array, Array]:
    """Return (rows,) log-likelihoods of ``rest`` (rows, features), but for a constant, and squares in noises."""
    lower = np.linalg.cholesky(cover)
    squares = (np.linalg.solve(lower, rest.T) ** 2).sum(axis=0)
    return -0.5 * squares - np.log(np.diag(lower)).sum(), squares


def single_sensor(change: Change, *, left: float) -> tuple[int, float]:
    """Return the feature that alone explains most, with its ratio; 0 when more than ``left`` stays (mean square)."""
    precision = np.linalg.inv(change.cover)
    weighted = precision @ change.mean
    ratios = weighted**2 / np.diag(precision) / 2
    feature = int(ratios.argmax())
    rest = float(weighted @ change.mean) - 2 * ratios[feature]
    return feature, float(ratios[feature]) if rest < left * len(change.mean) else 0.0
