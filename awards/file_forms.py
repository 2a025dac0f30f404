"""What may be typed with a file that is handed in, for a dossier or for a criterion of a score sheet."""

from django import forms

from documents.uploads import EvidenceField

FOUND = ("extension", "content_type", "size", "sha256")


class HandedInForm(forms.ModelForm):
    """The row takes what was found in the bytes of its file; without a title it is called like the file.

    A form says among which files one stands only once (``of_the_same_place``), and how it refuses (``is_there``).
    """

    file = EvidenceField(label="Tệp")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False

    def clean(self):
        data = super().clean()
        if file := data.get("file"):
            data["title"] = data.get("title") or self.usual_title(data)
            self.instance.file_name = file.original_name
            for name in FOUND:
                setattr(self.instance, name, getattr(file.checked, name))
            if self.of_the_same_place().filter(sha256=file.checked.sha256).exists():
                self.add_error("file", self.is_there)
        return data

    def usual_title(self, data):
        name = data["file"].original_name
        return name.rpartition(".")[0] or name
