from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from clusters.lookup import LENGTH, readings


class CodeForm(forms.Form):
    ma = forms.CharField(
        label="Mã tra cứu",
        max_length=40,
        help_text="12 chữ và số ở chân trang văn bản, ví dụ ABCD-EFGH-JKLM. Chữ thường, dấu cách, dấu gạch đều được.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Ghi mã tra cứu ở chân trang văn bản."},
    )

    def clean_ma(self):
        typed = self.cleaned_data["ma"]
        if not readings(typed):
            count = sum(letter.isalnum() for letter in typed)
            raise forms.ValidationError(
                f"Mã tra cứu có {LENGTH} chữ và số, mã vừa ghi có {count}. Xem lại dòng “Mã tra cứu” ở chân trang."
            )
        return "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())


class FileForm(forms.Form):
    """A file to compare, never kept."""

    tep = forms.FileField(
        label="Tệp PDF",
        error_messages={
            "required": "Chọn tệp PDF cần đối chiếu.",
            "empty": "Tệp này trống, không có nội dung.",
            "invalid": "Chưa nhận được tệp. Cần chọn lại tệp rồi gửi.",
        },
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_tep(self):
        upload = self.cleaned_data["tep"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            size, limit = filesizeformat(upload.size), filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(f"Tệp này có dung lượng {size}, vượt mức cho phép {limit}.")
        start = upload.read(1024)
        upload.seek(0)
        if b"%PDF-" not in start:
            raise forms.ValidationError("Tệp này không phải tệp PDF. Cần chọn tệp PDF của văn bản.")
        return upload
