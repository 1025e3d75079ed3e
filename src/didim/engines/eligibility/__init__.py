"""Eligibility: does a firm meet what a call asks, why, and what would change it.

A rule is a tree of conditions on facts (rules). It is judged for one firm with reasons (judging), for many
firms at once (sets) and for one firm against many calls (rulebook). All three
agree; a property test proves it.
"""

from didim.engines.eligibility.catalogue import CATALOGUE, Catalogue
from didim.engines.eligibility.facts import FirmFacts, HeldDesignation, LegalForm, SizeClass, Stage
from didim.engines.eligibility.jsonform import Fault, RuleFormError, dump, load
from didim.engines.eligibility.judging import Judgement, judge, verdict_of
from didim.engines.eligibility.rulebook import FirmVerdicts, RuleBook
from didim.engines.eligibility.rules import (
    ANYONE,
    AllOf,
    AnyOf,
    Compare,
    HasDesignation,
    IndustryWithin,
    Likely,
    Not,
    Operator,
    RegionWithin,
    Rule,
    Source,
    Stated,
    conditions_of,
    expected,
)
from didim.engines.eligibility.sets import Fit, count_fits, fits
from didim.engines.eligibility.tables import FirmTable
from didim.engines.eligibility.verdicts import Verdict
from didim.engines.eligibility.wording import Names, Text

__all__ = [
    "ANYONE",
    "CATALOGUE",
    "AllOf",
    "AnyOf",
    "Catalogue",
    "Compare",
    "Fault",
    "FirmFacts",
    "FirmTable",
    "FirmVerdicts",
    "Fit",
    "HasDesignation",
    "HeldDesignation",
    "IndustryWithin",
    "Judgement",
    "LegalForm",
    "Likely",
    "Names",
    "Not",
    "Operator",
    "RegionWithin",
    "Rule",
    "RuleBook",
    "RuleFormError",
    "SizeClass",
    "Source",
    "Stage",
    "Stated",
    "Text",
    "Verdict",
    "conditions_of",
    "count_fits",
    "dump",
    "expected",
    "fits",
    "judge",
    "load",
    "verdict_of",
]
