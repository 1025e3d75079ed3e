from .agencies import Agency, AgencyMember
from .codes import Industry, Region
from .enterprises import Designation, Enterprise, EnterpriseMember, EnterpriseYear

__all__ = [
    "Agency",
    "AgencyMember",
    "Designation",
    "Enterprise",
    "EnterpriseMember",
    "EnterpriseYear",
    "Industry",
    "Region",
]
