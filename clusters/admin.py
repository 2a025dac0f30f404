from django.contrib import admin

from audit.admin import FORM_FIELDS, Editable, HasEnded, Part, ReadingRoom
from audit.models import Source
from audit.record import entered_through
from clusters import actions
from clusters.models import (
    Authority,
    Cluster,
    ClusterYear,
    FormerName,
    Handover,
    HandoverItem,
    ImportBatch,
    Membership,
    OfficeTerm,
    Person,
    Plan,
    PlanItem,
    Post,
    ProposedTerm,
    RotationRule,
    RotationSkip,
    Theme,
    Unit,
    UnitEvent,
    UnitEventPart,
    YearDocument,
)

BY_YEAR = ("cluster_year__year", ("cluster_year__cluster__authority", admin.RelatedOnlyFieldListFilter))


@admin.register(Authority)
class AuthorityAdmin(Editable):
    page = ("clusters:authority_detail", "pk")
    list_display = ("sorted_name", "short_name", "level", "parent", "ended_on", "is_sample")
    list_filter = ("level", "is_sample")
    list_select_related = ("parent",)
    search_fields = ("search_text",)
    autocomplete_fields = ("parent",)

    @admin.display(description="tên cơ quan", ordering="sort_key")
    def sorted_name(self, authority):
        return authority.name


class FormerNamePart(Part):
    model = FormerName
    related = ("event",)


@admin.register(Unit)
class UnitAdmin(Editable):
    page = ("clusters:unit_detail", "pk")
    list_display = ("sorted_name", "short_name", "authority", "head_post", "ended_on")
    list_filter = (("authority", admin.RelatedOnlyFieldListFilter), ("ended_on", HasEnded))
    list_select_related = ("authority",)
    search_fields = ("search_text",)
    autocomplete_fields = ("authority",)
    inlines = (FormerNamePart,)

    @admin.display(description="tên đơn vị", ordering="sort_key")
    def sorted_name(self, unit):
        return unit.name


class EventPart(Part):
    model = UnitEventPart
    related = ("unit",)


@admin.register(UnitEvent)
class UnitEventAdmin(ReadingRoom):
    page = ("clusters:unit_event_detail", "pk")
    list_display = ("named", "effective_on", "authority", "document", "certainty")
    list_filter = ("kind", "certainty", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("authority", "document")
    search_fields = ("parts__unit__search_text", "others")
    hidden = ("effects",)
    inlines = (EventPart,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("parts__unit")

    @admin.display(description="sắp xếp đơn vị", ordering="effective_on")
    def named(self, event):
        return str(event)


class PostInline(admin.TabularInline):
    model = Post
    extra = 0
    autocomplete_fields = ("unit", "authority")
    formfield_overrides = FORM_FIELDS


@admin.register(Person)
class PersonAdmin(Editable):
    page = ("clusters:person_detail", "pk")
    list_display = ("sorted_name", "honorific", "posts_held", "authority")
    list_filter = (("authority", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("authority",)
    search_fields = ("search_text",)
    autocomplete_fields = ("authority",)
    inlines = (PostInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("posts__unit", "posts__authority")

    @admin.display(description="họ và tên", ordering="sort_key")
    def sorted_name(self, person):
        return person.full_name

    @admin.display(description="chức vụ")
    def posts_held(self, person):
        return "; ".join(post.described for post in person.posts.all()) or "–"


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("unit",)
    formfield_overrides = FORM_FIELDS


class RotationRulePart(Part):
    model = RotationRule
    related = ("document",)


class RotationSkipPart(Part):
    model = RotationSkip
    related = ("unit",)


@admin.register(Cluster)
class ClusterAdmin(Editable):
    page = ("clusters:cluster_detail", "pk")
    list_display = ("sorted_title", "kind", "number", "symbol", "authority", "ended_on")
    list_filter = ("kind", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("authority",)
    search_fields = ("search_text", "authority__search_text")
    autocomplete_fields = ("authority",)
    inlines = (MembershipInline, RotationRulePart, RotationSkipPart)

    @admin.display(description="cụm, khối", ordering="sort_key")
    def sorted_title(self, cluster):
        return cluster.title

    def write(self, obj, by):
        if isinstance(obj, Membership) and obj._state.adding:
            with entered_through(Source.ADMIN):
                actions.add_member(obj, by=by)
        else:
            super().write(obj, by)


class ThemePart(Part):
    model = Theme


class DocumentPart(Part):
    model = YearDocument
    related = ("document",)


class ProposedPart(Part):
    model = ProposedTerm
    related = ("unit", "document", "cluster_year__cluster")


class OfficePart(Part):
    model = OfficeTerm
    related = ("unit", "person", "cluster_year__cluster")


@admin.register(ClusterYear)
class ClusterYearAdmin(ReadingRoom):
    page = ("clusters:year_detail", "pk")
    list_display = ("cluster", "year", "authority", "is_recorded", "starts_on", "ends_on")
    list_display_links = ("cluster", "year")
    list_filter = ("year", "is_recorded", ("cluster__authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("cluster__authority",)
    search_fields = ("cluster__search_text", "cluster__authority__search_text")
    inlines = (OfficePart, ProposedPart, ThemePart, DocumentPart)
    hidden = ("carried",)

    @admin.display(description="cơ quan", ordering="cluster__authority__sort_key")
    def authority(self, year):
        return year.cluster.authority


@admin.register(OfficeTerm)
class OfficeTermAdmin(ReadingRoom):
    page = ("clusters:year_detail", "cluster_year_id")
    list_display = ("unit", "office_label", "cluster_year", "starts_on", "ends_on", "method", "certainty")
    list_filter = ("office", "method", "certainty", *BY_YEAR)
    list_select_related = ("unit", "cluster_year__cluster")
    search_fields = ("unit__search_text", "cluster_year__cluster__search_text", "person__search_text")

    @admin.display(description="vai trò", ordering="office")
    def office_label(self, term):
        return term.office_label


class PlanItemPart(Part):
    model = PlanItem


@admin.register(Plan)
class PlanAdmin(ReadingRoom):
    page = ("clusters:year_detail", "cluster_year_id")
    list_display = ("named", "cluster_year", "status", "issued_on")
    list_filter = ("status", *BY_YEAR)
    list_select_related = ("cluster_year__cluster",)
    search_fields = ("cluster_year__cluster__search_text",)
    inlines = (PlanItemPart,)

    @admin.display(description="kế hoạch", ordering="number")
    def named(self, plan):
        return str(plan)


class HandoverItemPart(Part):
    model = HandoverItem


@admin.register(Handover)
class HandoverAdmin(ReadingRoom):
    page = ("clusters:handover_detail", "pk")
    list_display = ("cluster_year", "outgoing", "incoming", "held_on", "completed_on")
    list_filter = BY_YEAR
    list_select_related = ("cluster_year__cluster", "outgoing", "incoming")
    search_fields = ("cluster_year__cluster__search_text", "outgoing__search_text", "incoming__search_text")
    inlines = (HandoverItemPart,)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadingRoom):
    page = ("clusters:import_detail", "pk")
    list_display = ("file_name", "kind", "authority", "status", "created_by", "created_at")
    list_filter = ("kind", "status", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("authority", "created_by")
    search_fields = ("file_name", "authority__search_text")
    hidden = ("sheets", "mapping", "options", "counts", "remarks")
