from django.contrib import admin

from audit.admin import Part, ReadingRoom
from clusters.admin import BY_YEAR
from pledges.models import (
    AgendaItem,
    Basis,
    Ceremony,
    Comment,
    Content,
    FollowUp,
    Participant,
    Pledge,
    Registration,
    Remark,
    Signature,
    Target,
)

OF_PLEDGE = ("pledge__cluster_year__cluster", "pledge__unit")
BY_PLEDGES_YEAR = (
    "pledge__cluster_year__year",
    ("pledge__cluster_year__cluster", admin.RelatedOnlyFieldListFilter),
)


class ContentPart(Part):
    model = Content
    hidden = ("key",)
    related = ("parent",)


class TargetPart(Part):
    model = Target


class BasisPart(Part):
    model = Basis
    related = ("document",)


class SignaturePart(Part):
    model = Signature
    related = ("unit", "ceremony__cluster_year__cluster", "ceremony__signing_year")


@admin.register(Pledge)
class PledgeAdmin(ReadingRoom):
    page = ("pledges:pledge_detail", "pk")
    list_display = ("title", "cluster", "year", "unit", "shape", "status", "text_state")
    list_filter = ("status", "shape", "text_state", *BY_YEAR)
    list_select_related = ("cluster_year__cluster", "unit")
    search_fields = ("cluster_year__cluster__search_text", "unit__search_text")
    hidden = ("frozen",)  # the product's page and the paper show that text
    inlines = (BasisPart, ContentPart, TargetPart, SignaturePart)

    @admin.display(description="cụm, khối", ordering="cluster_year__cluster__sort_key")
    def cluster(self, pledge):
        return pledge.cluster_year.cluster

    @admin.display(description="năm", ordering="cluster_year__year")
    def year(self, pledge):
        return pledge.cluster_year.year


class OfPledgeAdmin(ReadingRoom):
    page = ("pledges:pledge_detail", "pledge_id")
    list_select_related = OF_PLEDGE
    ordering = ("pledge", "position", "pk")
    search_fields = ("pledge__cluster_year__cluster__search_text", "pledge__unit__search_text")


@admin.register(Content)
class ContentAdmin(OfPledgeAdmin):
    list_display = ("text", "position", "pledge")
    list_filter = BY_PLEDGES_YEAR
    hidden = ("key",)


@admin.register(Target)
class TargetAdmin(OfPledgeAdmin):
    list_display = ("text", "kind", "level", "unit_of_measure", "pledge")
    list_filter = ("kind", *BY_PLEDGES_YEAR)

    @admin.display(description="mức")
    def level(self, target):
        return target.level

    @admin.display(description="đơn vị tính")
    def unit_of_measure(self, target):
        return target.unit_of_measure or "–"


@admin.register(Registration)
class RegistrationAdmin(ReadingRoom):
    page = ("pledges:pledge_detail", "target.pledge_id")
    list_display = ("unit", "target", "value", "note")
    ordering = ("target__pledge", "target__position", "target", "unit")
    list_filter = (
        "target__pledge__cluster_year__year",
        ("target__pledge__cluster_year__cluster", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("unit", "target")
    search_fields = ("unit__search_text", "target__pledge__cluster_year__cluster__search_text")


@admin.register(Comment)
class CommentAdmin(OfPledgeAdmin):
    list_display = ("unit", "stance", "text", "pledge", "author", "created_at")
    list_filter = ("stance", *BY_PLEDGES_YEAR)
    ordering = ("pledge", "created_at", "pk")
    list_select_related = (*OF_PLEDGE, "unit", "author")
    search_fields = ("unit__search_text", *OfPledgeAdmin.search_fields)


@admin.register(Signature)
class SignatureAdmin(OfPledgeAdmin):
    list_display = ("unit", "role", "pledge", "is_signed", "signatory", "post", "signed_on")
    list_filter = ("is_signed", "role", "authority", *BY_PLEDGES_YEAR)
    list_select_related = (*OF_PLEDGE, "unit")
    search_fields = ("unit__search_text", *OfPledgeAdmin.search_fields)


class ParticipantPart(Part):
    model = Participant
    related = ("person", "unit")


class AgendaPart(Part):
    model = AgendaItem
    related = ("presenter__person",)


class RemarkPart(Part):
    model = Remark
    related = ("speaker__person",)


class FollowUpPart(Part):
    model = FollowUp
    related = ("owner",)


@admin.register(Ceremony)
class CeremonyAdmin(ReadingRoom):
    page = ("pledges:ceremony_detail", "pk")
    list_display = ("named", "kind", "starts_on", "session", "venue", "cluster_year")
    list_filter = ("kind", "session", "date_certainty", *BY_YEAR)
    list_select_related = ("cluster_year__cluster", "signing_year")
    search_fields = ("cluster_year__cluster__search_text",)
    inlines = (ParticipantPart, AgendaPart, RemarkPart, FollowUpPart)

    @admin.display(description="hội nghị", ordering="starts_on")
    def named(self, ceremony):
        return str(ceremony)
