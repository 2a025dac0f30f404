from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import Role
from documents.models import OfficialDocument
from documents.uploads import EvidenceField
from documents.word.checking import check_template


class DocumentForm(forms.ModelForm):
    """A document is filed with an authority whose books one keeps; one that serves all authorities is the
    administrator's."""

    class Meta:
        model = OfficialDocument
        fields = [
            "kind",
            "number",
            "issuer",
            "issued_on",
            "title",
            "effective_from",
            "effective_to",
            "replaced_by",
            "issued_with",
            "authority",
            "certainty",
            "note",
        ]
        widgets = {"title": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 3})}

    upload = EvidenceField(label="Tệp văn bản", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        others = OfficialDocument.objects.visible_to(user).exclude(pk=self.instance.pk)
        self.fields["issued_with"].queryset = others
        self.fields["issued_with"].empty_label = "Không ban hành kèm theo văn bản khác"
        self.fields["replaced_by"].queryset = others
        self.fields["replaced_by"].empty_label = "Chưa được thay thế"
        if self.instance.pk:
            del self.fields["authority"]  # it stays with the authority that entered it
            del self.fields["upload"]  # its file has a page of its own
            read_by_all = Q(authority=None) | Q(authority=self.instance.authority_id)
            self.fields["replaced_by"].queryset = others.filter(read_by_all)
        elif not user.reach().is_administrator:
            self._offer_kept_authorities(user)

    def _offer_kept_authorities(self, user):
        field = self.fields["authority"]
        field.queryset = field.queryset.filter(pk__in=user.reach().authority_ids(Role.SECRETARIAT))
        field.required = True
        field.empty_label = "Chọn cơ quan"
        field.help_text = "Văn bản dùng chung cho mọi cơ quan do quản trị hệ thống nhập."
        if len(found := list(field.queryset[:2])) == 1:
            self.initial.setdefault("authority", found[0].pk)

    def clean(self):
        data = super().clean()
        if data.get("upload"):
            self.instance.carry(data["upload"])
        return data


class FileForm(forms.Form):
    upload = EvidenceField(label="Tệp văn bản")


NOT_WORD = "Mẫu phải là tệp Word có đuôi .docx. Mẫu đang dùng giữ nguyên."


class WordTemplateForm(forms.Form):
    """A Word file made of the paper's master; what it names is looked at before it is kept."""

    file = EvidenceField(
        label="Tệp Word (.docx)", help_text="Nhận tệp .docx, không quá 3 MB.", not_allowed=NOT_WORD
    )

    def __init__(self, *args, paper, **kwargs):
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["file"].widget.attrs["accept"] = ".docx"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.checked.extension != "docx":
            raise ValidationError(NOT_WORD)
        check_template(file.read(), self.paper)
        file.seek(0)
        return file
