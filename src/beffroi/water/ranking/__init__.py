"""Pipes ranked by the breaks to expect per km and year, from registers alone."""

from beffroi.water.ranking.evaluation import RankingEvaluation, evaluate_ranking, judged_years
from beffroi.water.ranking.ranking import Ranking, rank_pipes
from beffroi.water.ranking.register import BreakRegister, read_break_register

__all__ = [
    "BreakRegister",
    "Ranking",
    "RankingEvaluation",
    "evaluate_ranking",
    "judged_years",
    "rank_pipes",
    "read_break_register",
]
