from .agencies import Agency, AgencyMember, Department, Duty
from .checks import BusinessStatusCheck
from .codes import Industry, Region, StrategicIndustry
from .enterprises import (
    AgencyRelation,
    Designation,
    Enterprise,
    EnterpriseMember,
    EnterpriseMerge,
    EnterpriseYear,
)
from .file_imports import FileImport, FileImportRow
from .invitations import FirmInvitation
from .networks import Appointment, BoardField, Network, NetworkMember, Seat
from .partners import Commission, CommissionTarget, DedicatedPartner, Partner
from .people import Expert, ExpertRole, Person
from .places import CaseOfficer, ClusterIndustry, Place, PlaceResident

__all__ = [
    "Agency",
    "AgencyMember",
    "AgencyRelation",
    "Appointment",
    "BoardField",
    "BusinessStatusCheck",
    "CaseOfficer",
    "ClusterIndustry",
    "Commission",
    "CommissionTarget",
    "DedicatedPartner",
    "Department",
    "Designation",
    "Duty",
    "Enterprise",
    "EnterpriseMember",
    "EnterpriseMerge",
    "EnterpriseYear",
    "Expert",
    "ExpertRole",
    "FileImport",
    "FileImportRow",
    "FirmInvitation",
    "Industry",
    "Network",
    "NetworkMember",
    "Partner",
    "Person",
    "Place",
    "PlaceResident",
    "Region",
    "Seat",
    "StrategicIndustry",
]
