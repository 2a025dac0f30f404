"""What may be typed about a session that votes: the session, its members, what is voted on, the ballot, the count."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import OF_AUTHORITY, OF_UNIT, Assignment, User
from awards import actions
from awards.filters import ALL, OfYearFilter
from awards.models import Choice, CouncilSession, Motion, Nomination, Recusal, Seat, WrittenOpinion
from clusters.forms import SeveralRows
from clusters.models import ClusterYear, Unit
from vietnamese.fields import DayFormField, LineFormField, ProseFormField, WholeFormField
from vietnamese.keys import search_key

Way = Motion.Way
AWARD_WAYS = [(way.value, way.label) for way in (Way.HANDS, Way.PAPER, Way.NAMED, Way.SECRET)]
ELECTION_WAYS = [(way.value, way.label) for way in (Way.PAPER, Way.SECRET, Way.HANDS, Way.ACCLAIM)]
ON_A_DAY, ON_HANDOVER = "day", "handover"


class CouncilFilter(OfYearFilter):
    q = None
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[ALL, *CouncilSession.Status.choices], required=False
    )
    columns = OfYearFilter.columns | {"tinh_trang": "status"}


class SessionForm(forms.ModelForm):
    class Meta:
        model = CouncilSession
        fields = ["kind", "title", "held_on", "begins", "venue", "chair_name", "secretary_name"]


# --- members --------------------------------------------------------------------------------------------


def accounts_of(session):
    """Accounts whose people may vote in the year: of the authority, and of the member units."""
    year = session.cluster_year
    held = Assignment.objects.on_day(session.held_on).filter(
        Q(role__in=OF_AUTHORITY, authority=year.cluster.authority_id)
        | Q(role__in=OF_UNIT, unit__in=year.place().unit_ids)
    )
    return (
        held.filter(user__is_active=True)
        .select_related("user", "authority", "unit")
        .order_by("unit__sort_key", "user__sort_key", "pk")
    )


def members_of(session):
    return Unit.objects.filter(pk__in=session.cluster_year.place().unit_ids).order_by("sort_key", "pk")


class SeatsForm(forms.Form):
    """Members ticked among the accounts, and others typed or pasted, one a line."""

    accounts = forms.MultipleChoiceField(
        label="Người có tài khoản",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ người có tài khoản mới bỏ phiếu điện tử được.",
    )
    units = forms.MultipleChoiceField(
        label="Đơn vị thành viên, mỗi đơn vị một người đại diện",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ghi là “Đại diện đơn vị”; sửa thành họ và tên người dự trước khi mở biểu quyết.",
    )
    lines = forms.CharField(  # not cleaned as one text: a tab parts the cells of a pasted table
        label="Thành viên khác, mỗi dòng một người",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Họ và tên; chức vụ, đơn vị; vai trò. Dán được từ bảng Excel. Ví dụ: "
        "Nguyễn Văn An; Phó Chủ tịch Hội Cựu chiến binh; Phó Chủ tịch",
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session, self.units = session, list(members_of(session))
        taken = set(session.seats.values_list("user", flat=True))
        self.held = {}
        for row in accounts_of(session):
            if row.user_id not in taken:
                self.held.setdefault(str(row.user_id), row)
        self.fields["accounts"].choices = [
            (key, f"{row.user.full_name}, {self._post(row)}") for key, row in self.held.items()
        ]
        if not self.held:
            del self.fields["accounts"]
        seated = set(session.seats.values_list("unit", flat=True))
        free = {str(unit.pk): unit for unit in self.units if unit.pk not in seated}
        self.unseated = free if session.kind == CouncilSession.Kind.CONFERENCE else {}
        self.fields["units"].choices = [(key, self._name(unit)) for key, unit in self.unseated.items()]
        if not self.unseated:
            del self.fields["units"]

    def _name(self, unit):
        return unit.name_on(self.session.held_on)

    def _post(self, row):
        place = self._name(row.unit) if row.unit_id else row.authority.name
        return f"{row.get_role_display()}, {place}"

    def _unit_in(self, text):
        """The member unit that a line names, the longest name first."""
        key = search_key(text)
        found = [unit for unit in self.units if search_key(self._name(unit)) in key]
        return max(found, key=lambda unit: len(unit.name), default=None)

    def _typed(self, line):
        parts = [part.strip() for part in re.split(r"[;\t|]", line)]
        name, post, role = (*parts, "", "")[:3]
        roles = {search_key(label): value for value, label in Seat.Role.choices}
        return Seat(
            full_name=name,
            post=post,
            role=roles.get(search_key(role), Seat.Role.MEMBER),
            unit=self._unit_in(post),
        )

    def clean(self):
        data = super().clean()
        lines = [line.strip() for line in data.get("lines", "").splitlines() if line.strip()]
        if not lines and not data.get("accounts") and not data.get("units") and not self.errors:
            raise ValidationError("Chọn tài khoản, đơn vị hoặc ghi ít nhất một người.")
        return data

    @property
    def seats(self):
        """The members as new rows: those with accounts first, then who speaks for a unit, then those typed."""
        data = self.cleaned_data
        chosen = [self.held[key] for key in data.get("accounts", ())]
        seats = [
            Seat(full_name=row.user.full_name, post=self._post(row), user=row.user, unit=row.unit)
            for row in chosen
        ]
        units = [self.unseated[key] for key in data.get("units", ())]
        seats += [Seat(full_name="Đại diện đơn vị", post=self._name(unit), unit=unit) for unit in units]
        return seats + [self._typed(line) for line in data["lines"].splitlines() if line.strip()]


class SeatForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ["full_name", "post", "role", "unit", "user"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        session = self.instance.session
        self.fields["unit"].queryset = members_of(session)
        self.fields["unit"].empty_label = "Không đại diện đơn vị thành viên nào"
        users = self.fields["user"]
        users.queryset = User.objects.filter(pk__in=accounts_of(session).order_by().values("user"))
        users.label_from_instance = lambda user: user.full_name
        users.empty_label = "Không có tài khoản"


PRESENCES = [
    (value.value, value.label)
    for value in (Seat.Presence.PRESENT, Seat.Presence.ABSENT, Seat.Presence.UNKNOWN)
]


class AttendanceForm(forms.Form):
    """One choice for each member; with one tick all who are not called yet are there."""

    all_present = forms.BooleanField(
        label="Những người chưa điểm danh đều có mặt",
        required=False,
        help_text="Chọn ô này rồi chỉ sửa dòng của người vắng mặt.",
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.seats = list(session.seats.all())
        for seat in self.seats:
            self.fields[f"ghe-{seat.pk}"] = forms.ChoiceField(
                label=str(seat),
                choices=PRESENCES,
                widget=forms.RadioSelect,
                initial=seat.presence,
            )

    @property
    def presences(self):
        given = {seat.pk: self.cleaned_data[f"ghe-{seat.pk}"] for seat in self.seats}
        if self.cleaned_data["all_present"]:
            unknown, present = Seat.Presence.UNKNOWN, Seat.Presence.PRESENT
            given = {pk: present if value == unknown else value for pk, value in given.items()}
        return given


# --- what is voted on -----------------------------------------------------------------------------------


class MotionsForm(forms.Form):
    nominations = SeveralRows(
        label="Hồ sơ đã thẩm định",
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một hồ sơ."},
    )
    way = forms.ChoiceField(label="Cách biểu quyết", choices=AWARD_WAYS, widget=forms.RadioSelect)

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        taken = session.motions.exclude(status=Motion.Status.VOID).filter(nomination__isnull=False)
        rows = Nomination.objects.filter(
            cluster_year=session.cluster_year, status=Nomination.Status.APPRAISED
        ).exclude(pk__in=taken.order_by().values("nomination"))
        field = self.fields["nominations"]
        field.queryset = rows.select_related("award", "lowered_to", "unit", "person", "cluster_year")
        field.label_from_instance = lambda row: f"{row.award_now.name} – {row.nominee_name}"
        self.is_empty = not rows.exists()


class ElectionForm(forms.ModelForm):
    units = SeveralRows(
        label="Đơn vị ứng cử, được đề cử",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một đơn vị."},
    )

    class Meta:
        model = Motion
        fields = ["office", "for_year", "places", "way"]
        field_classes = {"places": WholeFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        session = self.instance.session
        year = session.cluster_year
        years = ClusterYear.objects.filter(
            cluster=year.cluster_id, year__gte=year.year, is_recorded=False, closed_on=None
        ).order_by("-year")
        self.fields["office"].choices = Motion.OFFICES
        self.fields["office"].required = True
        self.fields["way"].choices = ELECTION_WAYS
        self.fields["for_year"].queryset, self.fields["for_year"].required = years, True
        self.fields["for_year"].empty_label = "Chọn năm"
        self.fields["for_year"].help_text = "Năm chưa có trong danh sách thì mở năm thi đua đó trước."
        self.fields["units"].queryset = members_of(session)
        self.fields["units"].label_from_instance = lambda unit: unit.name_on(session.held_on)

    def _post_clean(self):
        self.instance.kind = Motion.Kind.ELECTION
        super()._post_clean()


class WayForm(forms.ModelForm):
    class Meta:
        model = Motion
        fields = ["way"]
        widgets = {"way": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = ELECTION_WAYS if self.instance.is_election else AWARD_WAYS


class OpeningForm(forms.Form):
    motions = SeveralRows(
        label="Nội dung mở biểu quyết",
        queryset=Motion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một nội dung."},
    )

    def __init__(self, *args, session, rows, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["motions"]
        field.queryset = session.motions.filter(status=Motion.Status.DRAFT)
        field.choices = [(row.pk, f"{row} ({row.get_way_display().lower()})") for row in rows]
        self.initial.setdefault("motions", [row.pk for row in rows])


class RecusalForm(forms.ModelForm):
    class Meta:
        model = Recusal
        fields = ["seat", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        motion = self.instance.motion
        aside = motion.recusals.order_by().values("seat")
        self.fields["seat"].queryset = motion.session.seats.exclude(pk__in=aside)
        self.fields["seat"].empty_label = "Chọn thành viên"
        self.fields["reason"].required = True


class OpinionForm(forms.ModelForm):
    class Meta:
        model = WrittenOpinion
        fields = ["seat", "choice", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        motion = self.instance.motion
        self.fields["seat"].queryset = motion.session.seats.filter(presence=Seat.Presence.ABSENT)
        self.fields["seat"].empty_label = "Chọn thành viên vắng mặt"


# --- the ballot -----------------------------------------------------------------------------------------


class BallotForm(forms.Form):
    """One ballot. Its field bears a name that no kept form and no saved draft takes along."""

    def __init__(self, *args, motion, **kwargs):
        super().__init__(*args, **kwargs)
        if motion.is_election:
            names = [(str(row.pk), row.unit_name) for row in motion.candidates.select_related("unit")]
            self.fields["ballot"] = forms.MultipleChoiceField(
                label=f"Chọn không quá {motion.places} đơn vị",
                choices=names,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Không chọn đơn vị nào thì phiếu được tính là phiếu trắng.",
            )
        else:
            self.fields["ballot"] = forms.ChoiceField(
                label="Ý kiến",
                choices=Choice.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Chọn một ý kiến rồi gửi phiếu."},
            )


# --- the count ------------------------------------------------------------------------------------------


def _number(label, initial, help_text=""):
    return WholeFormField(
        label=label,
        initial=initial,
        min_value=0,
        max_value=9999,
        help_text=help_text,
    )


VOICES = {
    "agree": "Đồng ý",
    "against": "Không đồng ý",
    "abstain": "Không có ý kiến",
}
BALLOTS = {"issued": "Số phiếu phát ra", "returned": "Số phiếu thu về"}
INVALID = {"invalid": "Số phiếu không hợp lệ"}
WRITTEN = {
    "written_agree": "Ý kiến bằng văn bản của thành viên vắng mặt: đồng ý",
    "written_against": "Ý kiến bằng văn bản: không đồng ý",
    "written_abstain": "Ý kiến bằng văn bản: không có ý kiến",
}


class CountForm(forms.Form):
    """The numbers that the way of voting asks for: papers, voices, candidates, opinions in writing."""

    def __init__(self, *args, motion, **kwargs):
        super().__init__(*args, **kwargs)
        self.motion, self.asked = motion, self._asked(motion)
        for name, label in self.asked.items():
            known = getattr(motion, name)
            self.fields[name] = _number(label, 0 if known is None and name in WRITTEN else known)
        self.candidates = list(motion.candidates.select_related("unit")) if motion.is_election else []
        if motion.is_counted_by_hand:
            for row in self.candidates:
                self.fields[f"ung-vien-{row.pk}"] = _number(f"Số phiếu bầu {row.unit_name}", row.votes)
            self.fields["counters"] = ProseFormField(
                label="Tổ kiểm phiếu, người đếm",
                required=False,
                initial=motion.counters,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Mỗi dòng một người: họ và tên, chức vụ. Tổ trưởng ghi đầu tiên.",
            )

    @staticmethod
    def _asked(motion):
        papers = {**BALLOTS, **INVALID} if motion.way == Way.PAPER else {}
        if motion.is_election:
            return papers
        voices = VOICES if motion.is_counted_by_hand else {}
        written = WRITTEN if motion.is_secret else {}
        return {
            **{key: papers[key] for key in papers if key in BALLOTS},
            **voices,
            **(INVALID if papers else {}),
            **written,
        }

    def count(self, *, by):
        data = self.cleaned_data
        votes_of = {row.pk: data[f"ung-vien-{row.pk}"] for row in self.candidates}
        return actions.count_votes(
            self.motion, {name: data[name] for name in self.asked}, votes_of, data.get("counters", ""), by=by
        )


class ConcludeForm(forms.Form):
    ends = LineFormField(label="Kết thúc lúc", required=False, max_length=60, help_text="Ví dụ: 11 giờ 00.")
    conclusions = ProseFormField(
        label="Kết luận của người chủ trì", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )


class ApplyForm(forms.Form):
    begins = forms.ChoiceField(
        label="Bắt đầu giữ vai trò",
        choices=[(ON_A_DAY, "Vào một ngày"), (ON_HANDOVER, "Khi hai bên ký bàn giao")],
        initial=ON_A_DAY,
        widget=forms.RadioSelect,
    )
    starts_on = DayFormField(label="Từ ngày", required=False)

    def clean(self):
        data = super().clean()
        if data.get("begins") == ON_A_DAY and not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Ghi ngày bắt đầu, hoặc chọn “Khi hai bên ký bàn giao”.")
        return data

    @property
    def first_day(self):
        return self.cleaned_data["starts_on"] if self.cleaned_data["begins"] == ON_A_DAY else None
