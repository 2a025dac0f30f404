from clusters.models.cluster import Cluster, Membership
from clusters.models.office import OfficeTerm
from clusters.models.person import Person, Post
from clusters.models.unit import Authority, Unit
from clusters.models.year import ClusterYear, Plan, PlanItem, Theme

__all__ = [
    "Authority",
    "Cluster",
    "ClusterYear",
    "Membership",
    "OfficeTerm",
    "Person",
    "Plan",
    "PlanItem",
    "Post",
    "Theme",
    "Unit",
]
