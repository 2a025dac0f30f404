from awards.models.catalogue import AwardForm
from awards.models.nomination import Evidence, Nomination, Review
from awards.models.proposal import Proposal

__all__ = ["AwardForm", "Evidence", "Nomination", "Proposal", "Review"]
