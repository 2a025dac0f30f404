"""What may be typed about conferences."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError

from clusters.forms import PersonChoice
from clusters.models import Person, Unit
from documents.models import Known
from documents.photos import PhotoField
from pledges.forms import offer_units
from pledges.models import AgendaItem, Ceremony, FollowUp, Participant, Photo, Remark
from vietnamese.text import clean_line

CLOCK = re.compile(r"(\d{1,2})\s*(?::|h|g|giờ)\s*(\d{1,2})?\s*(?:phút|')?", re.IGNORECASE)
OF_PAST_YEARS = ("date_certainty", "source_note")
CLOCKS = ("starts_at", "ends_at", "opened_at", "closed_at")
AFTERWARDS = ("opened_at", "closed_at", "press_note")
GROUPS = (
    ("Hội nghị", ("kind", "signing_year", "title")),
    ("Thời gian", ("starts_on", "ends_on", "session", "starts_at", "ends_at", "date_certainty")),
    ("Nơi tổ chức", ("venue", "town")),
    ("Giấy mời", ("reply_by", "contact", "invitation_note")),
    ("Sau hội nghị", AFTERWARDS),
    ("Ghi nhận", ("witnesses_known", "source_note")),
)


class ClockFormField(forms.TimeField):
    """A time of day as it is typed here: 8:30, 8h30, 8 giờ 30, 8h."""

    widget = forms.TextInput(attrs={"placeholder": "08:30", "autocomplete": "off"})

    def prepare_value(self, value):
        return value.strftime("%H:%M") if isinstance(value, datetime.time) else value

    def to_python(self, value):
        if value is None or isinstance(value, datetime.time):
            return value
        typed = clean_line(str(value))
        if not typed:
            return None
        match = CLOCK.fullmatch(typed)
        try:
            return datetime.time(int(match[1]), int(match[2] or 0))
        except (TypeError, ValueError):
            raise ValidationError(f"“{typed}” không phải là giờ hợp lệ. Cần ghi như 8:30.") from None


class CeremonyForm(forms.ModelForm):
    class Meta:
        model = Ceremony
        fields = [
            "kind",
            "signing_year",
            "title",
            "starts_on",
            "ends_on",
            "session",
            "starts_at",
            "ends_at",
            "venue",
            "town",
            "reply_by",
            "contact",
            "invitation_note",
            *AFTERWARDS,
            "witnesses_known",
            *OF_PAST_YEARS,
        ]
        field_classes = dict.fromkeys(CLOCKS, ClockFormField)
        widgets = {"kind": forms.RadioSelect, **dict.fromkeys(CLOCKS, ClockFormField.widget)}
        help_texts = {
            "signing_year": (
                "Chỉ với hội nghị có ký kết. Để trống: hội nghị ký kết thì ký cho chính năm này; hội nghị tổng "
                "kết và ký kết thì ký cho năm kế tiếp."
            ),
            "witnesses_known": "Người chứng kiến là ai thì ghi ở mục Đại biểu.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.cluster_year
        years = self.fields["signing_year"]
        years.queryset = year.cluster.years.all()
        years.empty_label = "Theo loại hội nghị"
        years.label_from_instance = lambda row: f"Năm {row.year}"
        if not self.instance.pk and not year.is_recorded:
            for name in AFTERWARDS:
                del self.fields[name]
        if not year.is_recorded:
            for name in OF_PAST_YEARS:
                del self.fields[name]
            self._call_unknown("session", "unknown", "Chưa định")
            self._call_unknown("witnesses_known", Known.UNKNOWN, "Chưa ghi nhận")
            self.fields["venue"].help_text = ""

    def groups(self):
        """Return ``[(legend, [bound field, …]), …]`` of the fields that are offered."""
        offered = (
            (legend, [self[name] for name in names if name in self.fields]) for legend, names in GROUPS
        )
        return [(legend, fields) for legend, fields in offered if fields]

    def _call_unknown(self, name, value, label):
        """In a running year a thing that is not there is not unknown, only not settled yet."""
        choices = self.fields[name].choices
        self.fields[name].choices = [(key, label if key == value else text) for key, text in choices]

    def clean(self):
        data = super().clean()
        kind, year = data.get("kind"), self.instance.cluster_year
        if kind == Ceremony.Kind.SIGNING:
            data["signing_year"] = data.get("signing_year") or year
        elif kind == Ceremony.Kind.WRAP_UP_AND_SIGNING and not data.get("signing_year"):
            data["signing_year"] = year.next()
            if data["signing_year"] is None:
                self.add_error(
                    "signing_year", "Năm thi đua kế tiếp chưa mở. Mở năm đó rồi lập hội nghị ký kết."
                )
        elif kind not in Ceremony.SIGNS:
            data["signing_year"] = None
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if ends and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", "Ghi ngày bắt đầu.")
        elif ends and starts and ends < starts:
            self.add_error("ends_on", "Ngày kết thúc phải bằng hoặc sau ngày bắt đầu.")
        if not ends or ends == starts:
            self._in_order("starts_at", "ends_at", "Giờ kết thúc phải sau giờ bắt đầu.")
            self._in_order("opened_at", "closed_at", "Giờ bế mạc phải sau giờ khai mạc.")
        if starts and (data.get("reply_by") or starts) > starts:
            self.add_error("reply_by", "Hạn xác nhận phải trước hoặc trong ngày hội nghị bắt đầu.")
        return data

    def _in_order(self, first, last, sentence):
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and end <= start:
            self.add_error(last, sentence)


class ParticipantForm(forms.ModelForm):
    class Meta:
        model = Participant
        fields = [
            "person",
            "name",
            "post",
            "unit",
            "is_body",
            "is_presiding",
            "is_witness",
            "is_concluding",
            "is_secretary",
        ]
        field_classes = {"person": PersonChoice}
        help_texts = {
            "person": "Chưa có trong danh sách thì ghi họ và tên ở ô dưới.",
            "post": "Để trống thì lấy chức vụ đã ghi của người được chọn.",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.ceremony.cluster_year
        members = [row.unit_id for row in year.members()]
        named_on = self.instance.ceremony.named_on()
        offer_units(self.fields["unit"], Unit.objects.filter(pk__in=members), named_on)
        self.fields["unit"].empty_label = "Không đại diện đơn vị thành viên"
        if not self.instance.ceremony.signs and not self.instance.is_witness:
            del self.fields["is_witness"]
        self.fields["person"].empty_label = "Ghi tên ở ô dưới"
        self.fields["person"].queryset = (
            Person.objects.filter(pk__in=Person.objects.visible_to(user).values("pk"))
            .filter(authority=year.cluster.authority_id)
            .prefetch_related("posts__unit", "posts__authority")
        )

    def clean(self):
        data = super().clean()
        person, name = data.get("person"), data.get("name")
        if not person and not name and not {"person", "name"} & self.errors.keys():
            self.add_error("name", "Chọn nhân sự hoặc ghi tên đại biểu.")
        if person and data.get("is_body"):
            self.add_error("is_body", "Tập thể không gắn với một nhân sự.")
        if person and not data.get("post") and "post" not in self.errors:
            day = self.instance.ceremony.starts_on
            posts = person.posts.on_day(day) if day else person.posts.all()
            held = "; ".join(post.described for post in posts.select_related("unit", "authority"))
            data["post"] = held[: Participant._meta.get_field("post").max_length]
        return data


class OfConference(forms.ModelForm):
    """A form whose people are those of its conference."""

    who = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.who].queryset = self.instance.ceremony.participants.select_related("person")
        self.fields[self.who].empty_label = "Chưa ghi nhận"


class AgendaForm(OfConference):
    who = "presenter"

    class Meta:
        model = AgendaItem
        fields = ["starts_at", "text", "presenter", "papers"]
        field_classes = {"starts_at": ClockFormField}
        widgets = {"starts_at": ClockFormField.widget}
        help_texts = {
            "presenter": "Chọn trong số đại biểu của hội nghị.",
            "papers": "Mỗi tài liệu một dòng.",
        }


class RemarkForm(OfConference):
    who = "speaker"

    class Meta:
        model = Remark
        fields = ["kind", "speaker", "text"]
        help_texts = {"speaker": "Chọn trong số đại biểu của hội nghị."}


class FollowUpForm(forms.ModelForm):
    class Meta:
        model = FollowUp
        fields = ["text", "owner", "due_on", "done_on"]
        help_texts = {"done_on": "Ghi khi việc đã xong."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = [row.unit_id for row in self.instance.year.members()]
        units = Unit.objects.filter(pk__in=[*members, self.instance.owner_id])
        offer_units(self.fields["owner"], units, self.instance.named_on())
        self.fields["owner"].empty_label = "Chưa giao đơn vị nào"


class PhotoForm(forms.ModelForm):
    """A caption, and its picture where there is one."""

    upload = PhotoField(label="Ảnh", required=False)
    drop = forms.BooleanField(label="Bỏ ảnh đang có, chỉ giữ chú thích", required=False)

    class Meta:
        model = Photo
        fields = ["caption", "credit"]
        help_texts = {
            "caption": "Ghi rõ ai, làm gì, ở đâu. Chú thích cũng được đọc cho người không xem được ảnh.",
        }

    field_order = ["upload", "drop", "caption", "credit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text += " Chưa có ảnh thì chỉ ghi chú thích."
        if not self.instance.file:
            del self.fields["drop"]
        else:
            self.fields["upload"].label = "Thay ảnh"

    def clean(self):
        data = super().clean()
        if data.get("drop") and data.get("upload"):
            self.add_error("drop", "Chỉ chọn một trong hai: gửi ảnh mới hoặc bỏ ảnh đã có.")
        return data
