from django.contrib import admin
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from audit.admin import Editable, HasEnded, Part, ReadingRoom, event_sieve
from awards.models import (
    AwardCondition,
    AwardForm,
    AwardQuota,
    Cancellation,
    ChecklistItem,
    ConditionFinding,
    Conferral,
    CouncilSession,
    Decision,
    DecisionItem,
    Evidence,
    Holiday,
    LegalFigure,
    Letter,
    Motion,
    Nomination,
    Proposal,
    Review,
    ScoreCriterion,
    ScoreEntry,
    ScoreSheet,
    ScoreTable,
    Seat,
    VoteRule,
    YearRating,
)
from clusters.admin import BY_YEAR

OF_NOMINATION = (
    "nomination__award",
    "nomination__lowered_to",
    "nomination__unit",
    "nomination__person",
    "nomination__cluster_year__cluster",
)
BY_NOMINATIONS_YEAR = (
    "nomination__cluster_year__year",
    ("nomination__cluster_year__cluster", admin.RelatedOnlyFieldListFilter),
)


@admin.register(AwardForm)
class AwardFormAdmin(Editable):
    list_display = (
        "name",
        "group",
        "subject",
        "level",
        "conferred_by",
        "effective_from",
        "effective_to",
        "certainty",
    )
    list_filter = ("group", "subject", "level", "certainty", ("effective_to", HasEnded))
    search_fields = ("search_text",)


class RuleAdmin(Editable):
    """The law is edited row by row: a new period is a new row, and dossiers received before keep theirs."""

    list_filter = ("level", "subject", "certainty", ("effective_to", HasEnded), "effective_from")
    search_fields = ("award_code", "legal_ref", "note")
    searches_keys = False
    of_rule = ("scope", "legal_ref", "effective_from", "effective_to", "certainty")

    @admin.display(description="áp dụng cho", ordering="award_code")
    def scope(self, rule):
        return rule.scope


@admin.register(LegalFigure)
class LegalFigureAdmin(RuleAdmin):
    list_display = ("kind", *RuleAdmin.of_rule, "amount", "text")
    list_filter = ("kind", *RuleAdmin.list_filter)


@admin.register(VoteRule)
class VoteRuleAdmin(RuleAdmin):
    list_display = ("matter", *RuleAdmin.of_rule, "in_words", "is_secret")
    list_filter = ("matter", "is_secret", *RuleAdmin.list_filter)

    @admin.display(description="cần đạt", ordering="threshold")
    def in_words(self, rule):
        return rule.in_words


@admin.register(ChecklistItem)
class ChecklistItemAdmin(RuleAdmin):
    list_display = ("name", *RuleAdmin.of_rule, "is_required", "position")
    list_filter = ("is_required", *RuleAdmin.list_filter)
    search_fields = ("name", *RuleAdmin.search_fields)


@admin.register(AwardCondition)
class AwardConditionAdmin(RuleAdmin):
    list_display = ("words", *RuleAdmin.of_rule, "route", "kind", "is_blocking")
    list_filter = ("kind", "is_blocking", *RuleAdmin.list_filter)
    search_fields = ("words", *RuleAdmin.search_fields)


class EvidencePart(Part):
    model = Evidence
    hidden = ("file", "sha256")  # a file is opened through the product's guarded page
    related = ("uploaded_by",)


class FindingPart(Part):
    model = ConditionFinding
    related = ("condition", "by")


class ReviewPart(Part):
    model = Review
    related = ("reviewer",)

    def get_queryset(self, request):
        return super().get_queryset(request).of_ended_reviews()


@admin.register(Nomination)
class NominationAdmin(ReadingRoom):
    page = ("awards:nomination_detail", "pk")
    list_display = ("nominee_name", "award", "unit", "cluster_year", "status", "outcome", "decided_on")
    list_filter = ("status", "outcome", "nominee_kind", "award__level", *BY_YEAR)
    list_select_related = ("award", "unit", "person", "cluster_year__cluster")
    search_fields = ("search_text", "unit__search_text", "award__search_text")
    inlines = (EvidencePart, FindingPart, ReviewPart)

    @admin.display(description="được đề nghị", ordering="search_text")
    def nominee_name(self, nomination):
        return nomination.nominee_name


@admin.register(YearRating)
class YearRatingAdmin(ReadingRoom):
    page = ("awards:unit_ratings", "unit_id")
    list_display = ("unit", "nominee", "year", "rating", "source")
    list_filter = ("rating", "year")
    list_select_related = ("unit",)
    search_fields = ("name_key", "unit__search_text")
    hidden = ("name_key",)


@admin.register(AwardQuota)
class AwardQuotaAdmin(ReadingRoom):
    page = ("awards:quota_list", "cluster_year_id")
    list_display = ("award", "cluster_year", "at_most", "source")
    list_filter = BY_YEAR
    list_select_related = ("award", "cluster_year__cluster")
    search_fields = ("award__search_text", "cluster_year__cluster__search_text")


class OfNominationAdmin(ReadingRoom):
    page = ("awards:nomination_detail", "nomination_id")
    list_select_related = OF_NOMINATION
    search_fields = ("nomination__search_text", "nomination__unit__search_text")


@admin.register(Evidence)
class EvidenceAdmin(OfNominationAdmin):
    list_display = ("title", "nomination", "extension", "size", "uploaded_by", "uploaded_at")
    ordering = ("nomination", "uploaded_at", "pk")
    list_filter = ("extension", *BY_NOMINATIONS_YEAR)
    list_select_related = (*OF_NOMINATION, "uploaded_by")
    hidden = ("file",)


@admin.register(Review)
class ReviewAdmin(OfNominationAdmin):
    list_display = ("nomination", "reviewer", "opinion", "score", "reviewed_at")
    ordering = ("nomination", "reviewer__sort_key", "pk")
    list_filter = ("opinion", *BY_NOMINATIONS_YEAR)
    list_select_related = (*OF_NOMINATION, "reviewer")
    search_fields = (*OfNominationAdmin.search_fields, "reviewer__search_text")

    def get_queryset(self, request):
        return super().get_queryset(request).of_ended_reviews()


@event_sieve
def opinions_of_running_reviews(events):
    """An opinion is not read in the history of the administration either before the review has ended; nor is one
    that was taken out again, nor why somebody stepped aside, which is between them and the secretariat."""
    ended = Review.objects.of_ended_reviews().order_by().annotate(key=Cast("pk", CharField())).values("key")
    return events.exclude(subject_type="awards.reviewrecusal").exclude(
        Q(subject_type="awards.review") & ~Q(subject_id__in=ended)
    )


class NominationPart(Part):
    model = Nomination
    related = ("award", "unit", "person", "cluster_year__cluster")

    def get_fields(self, request, obj=None):
        return ["award", "unit", "nominee", "status", "outcome", "decision_number", "decided_on"]


@admin.register(Proposal)
class ProposalAdmin(ReadingRoom):
    page = ("awards:proposal_detail", "pk")
    list_display = ("named", "cluster_year", "status", "dated_on", "addressed_to")
    list_filter = ("status", *BY_YEAR)
    list_select_related = ("cluster_year__cluster", "addressee")
    search_fields = ("cluster_year__cluster__search_text", "addressee__search_text")
    inlines = (NominationPart,)

    @admin.display(description="tờ trình", ordering="number")
    def named(self, proposal):
        return str(proposal)

    @admin.display(description="kính gửi")
    def addressed_to(self, proposal):
        return proposal.put_to


class SeatPart(Part):
    model = Seat
    related = ("unit", "user")


class MotionPart(Part):
    model = Motion
    related = ("nomination__award", "nomination__unit", "nomination__person", "for_year__cluster")

    def get_fields(self, request, obj=None):
        return ["position", "way", "status", "passed", "result"]


@admin.register(CouncilSession)
class CouncilSessionAdmin(ReadingRoom):
    page = ("awards:council_detail", "pk")
    list_display = ("title", "cluster_year", "kind", "held_on", "status")
    list_filter = ("status", "kind", *BY_YEAR)
    list_select_related = ("cluster_year__cluster",)
    search_fields = ("title", "cluster_year__cluster__search_text")
    inlines = (SeatPart, MotionPart)


class ItemPart(Part):
    model = DecisionItem
    related = ("nomination__award", "nomination__unit", "nomination__person", "granted")


@admin.register(Decision)
class DecisionAdmin(ReadingRoom):
    page = ("awards:decision_detail", "pk")
    list_display = ("named", "authority", "kind", "status", "dated_on", "signatory")
    list_filter = ("status", "kind", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("authority",)
    search_fields = ("authority__search_text",)
    inlines = (ItemPart,)

    @admin.display(description="quyết định", ordering="number")
    def named(self, decision):
        return str(decision)


@admin.register(Letter)
class LetterAdmin(ReadingRoom):
    page = ("awards:letter_detail", "pk")
    list_display = ("recipient", "kind", "status", "authority", "dated_on", "released_at")
    list_filter = ("status", "kind", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("authority",)
    search_fields = ("unit__search_text",)


@admin.register(Cancellation)
class CancellationAdmin(OfNominationAdmin):
    list_display = ("nomination", "number", "dated_on", "body", "recovered_amount")
    list_filter = BY_NOMINATIONS_YEAR


@admin.register(Conferral)
class ConferralAdmin(OfNominationAdmin):
    list_display = ("nomination", "status", "given_on", "received_by")
    list_filter = ("status", *BY_NOMINATIONS_YEAR)


@admin.register(Holiday)
class HolidayAdmin(Editable):
    list_display = ("day", "name", "is_worked", "legal_ref")
    list_filter = ("is_worked",)
    search_fields = ("name",)
    searches_keys = False
    date_hierarchy = None


class CriterionPart(Part):
    model = ScoreCriterion
    related = ("parent",)

    def get_fields(self, request, obj=None):
        return ["parent", "name", "kind", "maximum", "step", "each", "cap"]


@admin.register(ScoreTable)
class ScoreTableAdmin(ReadingRoom):
    page = ("awards:score_table", "cluster_year_id")
    list_display = ("title", "cluster_year", "status", "whole", "amendments", "opened_on", "published_at")
    list_filter = ("status", *BY_YEAR)
    list_select_related = ("cluster_year__cluster",)
    search_fields = ("cluster_year__cluster__search_text",)
    inlines = (CriterionPart,)


class EntryPart(Part):
    model = ScoreEntry
    related = ("criterion", "level", "entered_by")


@admin.register(ScoreSheet)
class ScoreSheetAdmin(ReadingRoom):
    page = ("awards:score_sheet", "pk")
    list_display = ("unit", "table", "status", "checker", "submitted_at", "total", "rank", "result_class")
    list_filter = (
        "status",
        "table__cluster_year__year",
        ("table__cluster_year__cluster", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("unit", "checker", "table__cluster_year__cluster")
    search_fields = ("unit__search_text", "table__cluster_year__cluster__search_text")
    inlines = (EntryPart,)
