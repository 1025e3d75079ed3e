from .evidence import EvidenceFile
from .indicators import Indicator
from .observations import Observation
from .periods import ClosedPeriod
from .requests import OutcomeAnswer, OutcomeQuestion, OutcomeRequest
from .targets import Target

__all__ = [
    "ClosedPeriod",
    "EvidenceFile",
    "Indicator",
    "Observation",
    "OutcomeAnswer",
    "OutcomeQuestion",
    "OutcomeRequest",
    "Target",
]
