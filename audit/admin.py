"""The administration pages: how every model stands in them, and the reading room of the history.

Reference data is edited in an ``Editable``; each change is an event of the history. What has a workflow
stands in a ``ReadingRoom``: to search and to read, with a link to the page on which it is worked on.
"""

from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from audit.chain import linking
from audit.models import Event, Source
from audit.record import entered_through, remove, save_changed, save_new, sentence_of
from audit.verbs import Verb
from vietnamese.fields import DayField, DayInput, ProseField
from vietnamese.keys import search_key

FORM_FIELDS = {
    DayField: {"widget": DayInput},
    ProseField: {"widget": forms.Textarea(attrs={"rows": 3, "cols": 80, "class": "vLargeTextField"})},
}


class Room(admin.ModelAdmin):
    """``page`` is the product's page of a row: a URL name and the attribute that holds its key."""

    page = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = None
    formfield_overrides = FORM_FIELDS
    searches_keys = True

    def changelist_view(self, request, extra_context=None):
        """A filter in the address that the database cannot read (a number too large, NUL) is left out."""
        try:
            return super().changelist_view(request, extra_context)
        except (OverflowError, DataError):
            return redirect(f"{request.path}?e=1")

    def get_search_results(self, request, queryset, search_term):
        """Search without tone marks, in the stored keys."""
        term = search_key(search_term) if self.searches_keys else search_term
        return super().get_search_results(request, queryset, term)

    def page_url(self, obj):
        if self.page is None:
            return None
        name, attribute = self.page
        key = attrgetter(attribute)(obj)
        return reverse(name, args=[key]) if key else None

    view_on_site = page_url

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return (*shown, "page_link") if self.page else shown

    @admin.display(description="trang nghiệp vụ")
    def page_link(self, obj):
        url = self.page_url(obj)
        return format_html('<a href="{}">Mở trang</a>', url) if url else "–"

    def history_view(self, request, object_id, extra_context=None):
        """The history of a row is the product's own, not Django's."""
        query = f"?subject_type={self.opts.label_lower}&subject_id={object_id}"
        return redirect(reverse("admin:audit_event_changelist") + query)


class Editable(Room):
    """Every write goes through the audit; a refusal of the database stands above the form, which keeps
    what was typed."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            with transaction.atomic(), linking():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.refusals = error.messages
        except IntegrityError as error:
            request.refusals = [sentence_of(error)]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        refusals = getattr(request, "refusals", None)
        if not refusals:
            return form

        class Refused(form):
            def clean(self):
                cleaned = super().clean()
                self.add_error(None, refusals)
                return cleaned

        return Refused

    def get_formsets_with_inlines(self, request, obj=None):
        """Parts that are only read belong to the page that is looked at; nothing of them is sent."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if request.method != "POST" or not isinstance(inline, Part):
                yield formset, inline

    def save_model(self, request, obj, form, change):
        self.write(obj, by=request.user)

    def write(self, obj, by):
        with entered_through(Source.ADMIN):
            if obj._state.adding:
                save_new(obj, Verb.ROW_ADDED, by=by)
            else:
                save_changed(obj, Verb.ROW_CHANGED, by=by)

    def save_formset(self, request, form, formset, change):
        rows = formset.save(commit=False)
        for obj in formset.deleted_objects:
            self.delete_model(request, obj)
        for obj in rows:
            self.write(obj, by=request.user)
        formset.save_m2m()

    def delete_model(self, request, obj):
        with entered_through(Source.ADMIN):
            remove(obj, Verb.ROW_DELETED, by=request.user)

    def get_deleted_objects(self, objs, request):
        """What keeps a row from being deleted is named; that it could not be deleted either is beside the point."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set() if protected else perms_needed, protected

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with transaction.atomic(), linking():
                return super().delete_view(request, object_id, extra_context)
        except IntegrityError as error:
            messages.error(request, sentence_of(error))
        opts = self.opts
        return redirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[object_id]))


class HasEnded(admin.EmptyFieldListFilter):
    """Whether the day of the end is written down."""

    LABELS = ("Tất cả", "Chưa ghi ngày kết thúc", "Đã ghi ngày kết thúc")

    def choices(self, changelist):
        for choice, label in zip(super().choices(changelist), self.LABELS, strict=True):
            yield choice | {"display": label}


def columns_of(model, *left_out):
    """Every column of a model, and its many-to-many relations, but the key and those left out."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    hidden = {"sort_key", "search_text", *left_out}
    return [field.name for field in fields if not field.primary_key and field.name not in hidden]


class ReadOnly:
    """Shows every column but ``hidden``, then ``also``, methods that show one more; changes nothing."""

    hidden = ()
    also = ()

    def get_fields(self, request, obj=None):
        return [*columns_of(self.model, *self.hidden), *self.also]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj)

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadingRoom(ReadOnly, Room):
    pass


class Part(ReadOnly, admin.TabularInline):
    """The parts of a record, to read on its page."""

    extra = 0
    related = ()

    def get_fields(self, request, obj=None):
        owner = self.fk_name or next(
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and issubclass(self.parent_model, field.related_model)
        )
        return [name for name in super().get_fields(request, obj) if name != owner]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.related)


SIEVES = []


def event_sieve(function):
    """Register a function ``events → events`` that leaves out what the administration pages do not show (yet)."""
    SIEVES.append(function)
    return function


@admin.register(Event)
class EventAdmin(ReadingRoom):
    page = ("clusters:year_history", "cluster_year_id")
    list_display = ("at", "actor_name", "verb", "subject_label", "cluster_year", "source")
    list_filter = ("source", ("authority", admin.RelatedOnlyFieldListFilter), "verb")
    list_select_related = ("cluster_year__cluster",)
    search_fields = ("subject_label", "actor_name", "note")
    searches_keys = False  # the history keeps names as they read on the day, without a key
    hidden = ("changes",)
    also = ("changes_in_words",)

    def get_queryset(self, request):
        events = super().get_queryset(request)
        for take_out in SIEVES:
            events = take_out(events)
        return events

    @admin.display(description="thay đổi")
    def changes_in_words(self, event):
        return (
            format_html_join("", "<p>{}: {} → {}</p>", ((a, b or "–", c or "–") for a, b, c in event.changes))
            or "–"
        )
