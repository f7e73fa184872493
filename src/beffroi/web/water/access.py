"""Who opens what in the water service: a delegated operator sees and moves leaks, and nothing else."""

from beffroi.web.platform.access import DELEGATES, READERS, WORKERS

LEAK_READERS = READERS | DELEGATES
LEAK_MOVERS = WORKERS | DELEGATES
