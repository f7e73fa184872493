"""What the calls were worth, and how many people must answer."""

from beffroi.phone.numbers.figures import Figures, figures
from beffroi.phone.numbers.queues import Queue, erlang_a, erlang_b, erlang_c
from beffroi.phone.numbers.staffing import Staffing, advise

__all__ = ["Figures", "Queue", "Staffing", "advise", "erlang_a", "erlang_b", "erlang_c", "figures"]
