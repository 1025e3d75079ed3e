"""Who may open which pages of the workbench."""

from didim.registry.enums import AgencyRole
from didim.registry.rules import agency_role

# Changes what the agency offers and holds; the accountant and the viewer only read.
WRITERS = (AgencyRole.DIRECTOR, AgencyRole.OFFICER)
WRITER = agency_role(*WRITERS)
DIRECTOR = agency_role(AgencyRole.DIRECTOR)
