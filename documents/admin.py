from django.contrib import admin

from audit.admin import Editable
from documents.models import OfficialDocument
from documents.uploads import delete_on_commit


@admin.register(OfficialDocument)
class OfficialDocumentAdmin(Editable):
    page = ("documents:document_detail", "pk")
    list_display = ("number_or_title", "kind", "issuer", "issued_on", "authority", "certainty")
    list_filter = ("kind", "certainty", ("authority", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("authority",)
    search_fields = ("search_text",)
    autocomplete_fields = ("issued_with", "replaced_by", "authority")

    @admin.display(description="văn bản", ordering="number")
    def number_or_title(self, document):
        return document.number or document.title

    def delete_model(self, request, obj):
        delete_on_commit(obj.file)
        super().delete_model(request, obj)
