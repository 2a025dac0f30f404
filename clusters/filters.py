"""The search boxes and filters of lists; what was chosen stands in the address bar."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import MailKind, MailStatus
from audit.verbs import KINDS, Verb, verbs_of
from clusters.models import Authority, Cluster, ClusterYear
from vietnamese.fields import DayFormField, LineFormField
from vietnamese.keys import sort_key

CHOICES_SHOWN = 200
TOO_MANY = "Danh sách quá dài nên không liệt kê ở đây; có thể tìm theo tên, hoặc mở từ trang của {what}."


class Filter(forms.Form):
    """The search box and filters of a list. What cannot be read is said beside its field and left out."""

    q = LineFormField(label="Tìm", required=False, max_length=200)
    columns = {}  # what a field narrows by simply being equal: its name → the column

    def __init__(self, data, *, user):
        super().__init__(data or None)
        if "co_quan" in self.fields:
            self.offer("co_quan", Authority.objects.visible_to(user), "cơ quan")

    def offer(self, name, rows, what):
        """Let one of these rows be chosen; where there are too many for a list, only the chosen one is in it."""
        field = self.fields[name]
        field.queryset = rows
        shown = list(rows[: CHOICES_SHOWN + 1])
        if len(shown) > CHOICES_SHOWN:
            asked = self.data.get(name, "")
            shown = rows.filter(pk=asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else []
            field.help_text = TOO_MANY.format(what=what)
        field.choices = [
            ("", field.empty_label),
            *((row.pk, field.label_from_instance(row)) for row in shown),
        ]

    def chosen(self, name):
        """Return what was chosen and could be read, else None or an empty text."""
        self.is_valid()
        return getattr(self, "cleaned_data", {}).get(name)

    def narrow(self, rows):
        if text := self.chosen("q"):
            rows = rows.matching(text)
        if "co_quan" in self.fields and (authority := self.chosen("co_quan")):
            rows = rows.filter(authority=authority)
        for name, column in self.columns.items():
            if value := self.chosen(name):
                rows = rows.filter(**{column: value})
        return rows


def authority_choice():
    return forms.ModelChoiceField(
        label="Cơ quan", queryset=Authority.objects.none(), required=False, empty_label="Tất cả"
    )


STANDING = [("", "Tất cả"), ("dang", "Đang hoạt động"), ("het", "Đã kết thúc hoạt động")]


class OfStanding(Filter):
    """Lists of what can come to an end."""

    def narrow(self, rows):
        rows, asked = super().narrow(rows), self.chosen("tinh_trang")
        ended = rows.model.objects.filter(ended_on__lt=timezone.localdate()).values("pk")
        if asked == "dang":
            return rows.exclude(pk__in=ended)
        return rows.filter(pk__in=ended) if asked == "het" else rows


def standing_choice():
    return forms.ChoiceField(label="Tình trạng", choices=STANDING, required=False)


class ClusterFilter(OfStanding):
    q = LineFormField(label="Tên cụm, khối, đơn vị thành viên", required=False, max_length=200)
    co_quan = authority_choice()
    loai = forms.ChoiceField(label="Loại", choices=[("", "Tất cả"), *Cluster.Kind.choices], required=False)
    tinh_trang = standing_choice()
    columns = {"loai": "kind"}


class UnitFilter(OfStanding):
    q = LineFormField(label="Tên đơn vị", required=False, max_length=200)
    co_quan = authority_choice()
    tinh_trang = standing_choice()


class PersonFilter(Filter):
    q = LineFormField(label="Họ và tên", required=False, max_length=200)
    co_quan = authority_choice()


class AuthorityFilter(OfStanding):
    q = LineFormField(label="Tên cơ quan", required=False, max_length=200)
    tinh_trang = standing_choice()


class MailFilter(Filter):
    """Over the letters of the outbox."""

    q = LineFormField(label="Người nhận, địa chỉ, tiêu đề", required=False, max_length=200)
    loai = forms.ChoiceField(label="Loại thư", choices=[("", "Tất cả"), *MailKind.choices], required=False)
    tinh_trang = forms.ChoiceField(
        label="Trạng thái", choices=[("", "Tất cả"), *MailStatus.choices], required=False
    )
    columns = {"loai": "kind", "tinh_trang": "status"}


def _by_label(choice):
    return sort_key(choice[1])


class HistoryFilter(Filter):
    """Over the events of one year; only what was done and who did it are offered."""

    q = None
    viec = forms.ChoiceField(label="Việc", required=False)
    nguoi = forms.ChoiceField(label="Người thực hiện", required=False)
    columns = {"viec": "verb", "nguoi": "actor_name"}

    def __init__(self, data, *, user, events):
        super().__init__(data, user=user)
        self.told = list(events.values_list("pk", "verb", "actor_name"))
        verbs, people = {verb for _, verb, _ in self.told}, {name for *_, name in self.told}
        self.fields["viec"].choices = [
            ("", "Tất cả"),
            *sorted(((verb, Verb(verb).label) for verb in verbs), key=_by_label),
        ]
        self.fields["nguoi"].choices = [("", "Tất cả"), *((name, name) for name in sorted(people))]

    @property
    def keys(self):
        """The keys of the events that the filters leave, in their order: who may read which is a long question, and
        asked once."""
        verb, name = self.chosen("viec"), self.chosen("nguoi")
        return [
            pk
            for pk, its_verb, its_name in self.told
            if verb in (None, "", its_verb) and name in (None, "", its_name)
        ]


WINDOW = timedelta(days=30)


class EventFilter(Filter):
    """Over the history of all years. Asked for nothing, it shows the last days: the whole would be read by nobody."""

    q = LineFormField(label="Đối tượng, ghi chú", required=False, max_length=200)
    nguoi = LineFormField(label="Người thực hiện", required=False, max_length=200)
    nhom = forms.ChoiceField(
        label="Nhóm việc",
        required=False,
        choices=[("", "Tất cả"), *((key, label) for key, label, _ in KINDS)],
    )
    tu_ngay = DayFormField(label="Từ ngày", required=False)
    den_ngay = DayFormField(label="Đến hết ngày", required=False)
    co_quan = authority_choice()
    nam = forms.TypedChoiceField(label="Năm thi đua", required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, user, today):
        super().__init__(data, user=user)
        years = (
            ClusterYear.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct()
        )
        self.fields["nam"].choices = [("", "Tất cả"), *((year, str(year)) for year in years)]
        self.fields["tu_ngay"].initial = today - WINDOW

    def narrow(self, events):
        if authority := self.chosen("co_quan"):
            events = events.filter(authority=authority)
        if text := self.chosen("q"):
            events = events.filter(Q(subject_label__icontains=text) | Q(note__icontains=text))
        if name := self.chosen("nguoi"):
            events = events.filter(Q(actor_name__icontains=name) | Q(actor__username=name))
        if kind := self.chosen("nhom"):
            events = events.filter(verb__in=verbs_of(kind))
        if year := self.chosen("nam"):
            events = events.filter(cluster_year__year=year)
        return self._of_days(events)

    def _of_days(self, events):
        since = self.chosen("tu_ngay") if self.is_bound else self.fields["tu_ngay"].initial
        if since:
            events = events.filter(at__gte=_midnight(since))
        if until := self.chosen("den_ngay"):
            events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
        return events


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
