from .checks import CheckItem, EligibilityCheck, PlanSimilarity
from .decisions import (
    Committee,
    CommitteeVote,
    Decision,
    DecisionNotice,
    DecisionPlan,
    NoticeJob,
    Objection,
    ReverseRating,
    ReverseRatingBallot,
)
from .reviewers import Reviewer, ReviewerInvitation, Tie
from .reviews import BonusClaim, Review, ReviewSeal, ScoreRow, ScoreSheet, SealChain
from .rounds import (
    Assignment,
    AssignmentRun,
    Panel,
    PanelMember,
    Recusal,
    ReviewRound,
    RoundEntry,
)

__all__ = [
    "Assignment",
    "AssignmentRun",
    "BonusClaim",
    "CheckItem",
    "Committee",
    "CommitteeVote",
    "Decision",
    "DecisionNotice",
    "DecisionPlan",
    "EligibilityCheck",
    "NoticeJob",
    "Objection",
    "Panel",
    "PanelMember",
    "PlanSimilarity",
    "Recusal",
    "ReverseRating",
    "ReverseRatingBallot",
    "Review",
    "ReviewRound",
    "ReviewSeal",
    "Reviewer",
    "ReviewerInvitation",
    "RoundEntry",
    "ScoreRow",
    "ScoreSheet",
    "SealChain",
    "Tie",
]
