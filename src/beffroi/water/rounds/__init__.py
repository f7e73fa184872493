"""Search rounds: which pipes to walk and listen to this week."""

from beffroi.water.rounds.planning import Round, Stop, plan_rounds, read_ranked_pipes

__all__ = ["Round", "Stop", "plan_rounds", "read_ranked_pipes"]
