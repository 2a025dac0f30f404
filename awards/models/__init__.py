from awards.models.catalogue import AwardForm
from awards.models.nomination import Evidence, Nomination, Review
from awards.models.proposal import Proposal
from awards.models.scores import (
    HardStop,
    ManualPlace,
    ResultClass,
    ScoreCriterion,
    ScoreEntry,
    ScoreEvidence,
    ScoreLevel,
    ScoreQuestion,
    ScoreSheet,
    ScoreTable,
    SheetStop,
    TieBreak,
)

__all__ = [
    "AwardForm",
    "Evidence",
    "HardStop",
    "ManualPlace",
    "Nomination",
    "Proposal",
    "ResultClass",
    "Review",
    "ScoreCriterion",
    "ScoreEntry",
    "ScoreEvidence",
    "ScoreLevel",
    "ScoreQuestion",
    "ScoreSheet",
    "ScoreTable",
    "SheetStop",
    "TieBreak",
]
