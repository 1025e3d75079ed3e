"""Who may work at the desk of an agency."""

from didim.registry.enums import AgencyRole
from didim.registry.rules import agency_role

# Everybody but those who only read keeps the desk; its set-up is the director's and the officers', too.
DESK_ROLES = (AgencyRole.DIRECTOR, AgencyRole.OFFICER)
DESK_STAFF = agency_role(*DESK_ROLES)
