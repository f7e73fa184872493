"""Drafts of deliberations: our models, the law in force, the facts of the request and nothing else."""

from beffroi.council.drafting.drafting import Draft, Fact, draft
from beffroi.council.drafting.flags import Flag
from beffroi.council.drafting.request import Request, read_request, request_of

__all__ = ["Draft", "Fact", "Flag", "Request", "draft", "read_request", "request_of"]
