from clusters.models.cluster import Cluster, Membership
from clusters.models.handover import Handover, HandoverItem
from clusters.models.imports import ImportBatch, ImportLine
from clusters.models.lineage import FormerName, UnitEvent, UnitEventPart
from clusters.models.office import OfficeTerm, ProposedTerm, RotationRule, RotationSkip
from clusters.models.papers import IssuedPaper, NumberBook, PaperJob, PaperJobItem
from clusters.models.person import Person, Post
from clusters.models.unit import Authority, Unit
from clusters.models.year import ClusterYear, Plan, PlanItem, Theme, YearDocument

__all__ = [
    "Authority",
    "Cluster",
    "ClusterYear",
    "FormerName",
    "Handover",
    "HandoverItem",
    "ImportBatch",
    "ImportLine",
    "IssuedPaper",
    "Membership",
    "NumberBook",
    "OfficeTerm",
    "PaperJob",
    "PaperJobItem",
    "Person",
    "Plan",
    "PlanItem",
    "Post",
    "ProposedTerm",
    "RotationRule",
    "RotationSkip",
    "Theme",
    "Unit",
    "UnitEvent",
    "UnitEventPart",
    "YearDocument",
]
