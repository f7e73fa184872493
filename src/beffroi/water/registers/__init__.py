"""Registers of pipes and repairs, as RAEPA v1.2 or an EPANET file holds them."""

from beffroi.water.registers.checks import check_register
from beffroi.water.registers.layers import PipeRegister, read_register, write_register

__all__ = ["PipeRegister", "check_register", "read_register", "write_register"]
