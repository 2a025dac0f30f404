from awards.models.catalogue import AwardForm
from awards.models.conferral import Conferral, Holiday, Posting, PrinterOffset
from awards.models.decisions import Cancellation, Decision, DecisionItem, Letter
from awards.models.nomination import Evidence, Nomination, Review
from awards.models.proposal import Proposal
from awards.models.rules import AwardCondition, ChecklistItem, LegalFigure, VoteRule
from awards.models.score_sheets import (
    ManualPlace,
    ScoreEntry,
    ScoreEvidence,
    ScoreQuestion,
    ScoreSheet,
    SheetStop,
)
from awards.models.score_tables import (
    HardStop,
    ResultClass,
    ScoreCriterion,
    ScoreLevel,
    ScoreTable,
    TieBreak,
)

__all__ = [
    "AwardCondition",
    "AwardForm",
    "Cancellation",
    "ChecklistItem",
    "Conferral",
    "Decision",
    "DecisionItem",
    "Evidence",
    "HardStop",
    "Holiday",
    "LegalFigure",
    "Letter",
    "ManualPlace",
    "Nomination",
    "Posting",
    "PrinterOffset",
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
    "VoteRule",
]
