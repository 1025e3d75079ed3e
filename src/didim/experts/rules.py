"""Who may keep the pool of experts of an agency and send them."""

from didim.registry.enums import AgencyRole
from didim.registry.rules import agency_role

EXPERT_ROLES = (AgencyRole.DIRECTOR, AgencyRole.OFFICER)
EXPERT_STAFF = agency_role(*EXPERT_ROLES)
