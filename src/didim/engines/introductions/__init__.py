"""Introductions: who at a fair should meet whom, and why, from what they seek, offer and did before."""

from didim.engines.introductions.profiles import (
    Introduction,
    IntroductionRule,
    Part,
    Past,
    Profile,
    load_rule,
)
from didim.engines.introductions.recommending import Introductions
from didim.engines.introductions.texts import shared_words

__all__ = [
    "Introduction",
    "IntroductionRule",
    "Introductions",
    "Part",
    "Past",
    "Profile",
    "load_rule",
    "shared_words",
]
