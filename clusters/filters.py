"""The search boxes and filters of lists; what was chosen stands in the address bar."""

from django import forms
from django.utils import timezone

from audit.verbs import Verb
from clusters.models import Authority, Cluster
from vietnamese.fields import LineFormField
from vietnamese.keys import sort_key

CHOICES_SHOWN = 200
TOO_MANY = "Danh sách quá dài nên không liệt kê ở đây; có thể tìm theo tên, hoặc mở từ trang của {what}."


class Filter(forms.Form):
    """The search box and filters of a list. What cannot be read is said beside its field and left out."""

    q = LineFormField(label="Tìm", required=False, max_length=200)

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

    def narrow(self, rows):
        rows = super().narrow(rows)
        return rows.filter(kind=self.chosen("loai")) if self.chosen("loai") else rows


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


def _by_label(choice):
    return sort_key(choice[1])


class HistoryFilter(Filter):
    """Over the events of one year; only what was done and who did it are offered."""

    q = None
    viec = forms.ChoiceField(label="Việc", required=False)
    nguoi = forms.ChoiceField(label="Người thực hiện", required=False)

    def __init__(self, data, *, user, events):
        super().__init__(data, user=user)
        verbs = events.order_by().values_list("verb", flat=True).distinct()
        people = events.order_by("actor_name").values_list("actor_name", flat=True).distinct()
        self.fields["viec"].choices = [
            ("", "Tất cả"),
            *sorted(((verb, Verb(verb).label) for verb in verbs), key=_by_label),
        ]
        self.fields["nguoi"].choices = [("", "Tất cả"), *((name, name) for name in people)]

    def narrow(self, events):
        if verb := self.chosen("viec"):
            events = events.filter(verb=verb)
        if name := self.chosen("nguoi"):
            events = events.filter(actor_name=name)
        return events
