"""Eligibility: does a firm meet what a call asks, why, and what would change it.

A rule is a tree of conditions on facts (rules). It is judged for one firm with reasons (judging), for many
firms at once (sets) and for one firm against many calls (rulebook). All three
agree; a property test proves it.
"""

from didim.engines.eligibility.facts import FirmFacts, HeldDesignation, LegalForm, SizeClass, Stage
from didim.engines.eligibility.jsonform import Fault, RuleFormError, dump, load
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
)
from didim.engines.eligibility.verdicts import Verdict
from didim.engines.eligibility.wording import Names, Text

__all__ = [
    "ANYONE",
    "AllOf",
    "AnyOf",
    "Compare",
    "Fault",
    "FirmFacts",
    "HasDesignation",
    "HeldDesignation",
    "IndustryWithin",
    "LegalForm",
    "Likely",
    "Names",
    "Not",
    "Operator",
    "RegionWithin",
    "Rule",
    "RuleFormError",
    "SizeClass",
    "Source",
    "Stage",
    "Stated",
    "Text",
    "Verdict",
    "dump",
    "load",
]
