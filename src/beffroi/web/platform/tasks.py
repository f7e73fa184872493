"""The platform's operations, told to the worker by importing what registers them."""

from beffroi.web.platform import handing_over, invitations, people_upkeep, retention
from beffroi.web.platform.schedule import upkeep

upkeep("platform.retention", retention.purge_all)
upkeep("platform.people", people_upkeep.forget_old)
upkeep("platform.exports", handing_over.forget_old)

__all__ = ["handing_over", "invitations", "retention"]
