from awards.models.catalogue import AwardForm
from awards.models.conferral import Conferral, Holiday, Posting, PrinterOffset
from awards.models.council import (
    Candidate,
    Choice,
    CouncilSession,
    Motion,
    NamedVote,
    Recusal,
    Seat,
    Turnout,
    Urn,
    WrittenOpinion,
)
from awards.models.decisions import Cancellation, Decision, DecisionItem, Letter
from awards.models.desk import ReviewRecusal, ReviewReminder, ReviewSetting
from awards.models.dossier import AwardQuota, ConditionFinding, YearRating
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
    "AwardQuota",
    "Cancellation",
    "Candidate",
    "ChecklistItem",
    "Choice",
    "ConditionFinding",
    "Conferral",
    "CouncilSession",
    "Decision",
    "DecisionItem",
    "Evidence",
    "HardStop",
    "Holiday",
    "LegalFigure",
    "Letter",
    "ManualPlace",
    "Motion",
    "NamedVote",
    "Nomination",
    "Posting",
    "PrinterOffset",
    "Proposal",
    "Recusal",
    "ResultClass",
    "Review",
    "ReviewRecusal",
    "ReviewReminder",
    "ReviewSetting",
    "ScoreCriterion",
    "ScoreEntry",
    "ScoreEvidence",
    "ScoreLevel",
    "ScoreQuestion",
    "ScoreSheet",
    "ScoreTable",
    "Seat",
    "SheetStop",
    "TieBreak",
    "Turnout",
    "Urn",
    "VoteRule",
    "WrittenOpinion",
    "YearRating",
]
