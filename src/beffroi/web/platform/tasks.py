"""The platform's operations, told to the worker by importing what registers them."""

from beffroi.web.platform import invitations

__all__ = ["invitations"]
