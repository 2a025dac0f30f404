from django import forms

from accounts.models import Role
from documents.models import OfficialDocument


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
            "issued_with",
            "authority",
            "certainty",
            "note",
        ]
        widgets = {"title": forms.Textarea(attrs={"rows": 3}), "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        reach = user.reach()
        parents = OfficialDocument.objects.visible_to(user).order_by("-issued_on", "-pk")
        self.fields["issued_with"].queryset = parents.exclude(pk=self.instance.pk)
        self.fields["issued_with"].empty_label = "Không ban hành kèm theo văn bản khác"
        if self.instance.pk:
            del self.fields["authority"]  # it stays with the authority that entered it
        elif not reach.is_administrator:
            kept = self.fields["authority"].queryset.filter(pk__in=reach.authority_ids(Role.SECRETARIAT))
            self.fields["authority"].queryset = kept
            self.fields["authority"].required = True
            self.fields["authority"].empty_label = "Chọn cơ quan"
            self.fields[
                "authority"
            ].help_text = "Văn bản dùng chung cho mọi cơ quan do quản trị hệ thống nhập."
            if len(found := list(kept[:2])) == 1:
                self.initial.setdefault("authority", found[0].pk)
