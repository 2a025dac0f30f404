"""What may be typed about clusters. A form narrows what is offered; the rules stand in models and actions."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.access import Permission, permissions_on
from accounts.models import Role
from clusters.models import (
    Authority,
    Cluster,
    ClusterYear,
    Membership,
    Person,
    Plan,
    PlanItem,
    Post,
    Theme,
    Unit,
)
from documents.models import Known, OfficialDocument
from vietnamese.dates import short_date
from vietnamese.fields import DayFormField, ProseFormField
from vietnamese.text import clean_line


def authorities_kept_by(user):
    """Authorities whose clusters, units and people this person may enter."""
    reach = user.reach()
    kept = Authority.objects.all()
    return kept if reach.is_administrator else kept.filter(pk__in=reach.authority_ids(Role.SECRETARIAT))


class OwnAuthority(forms.ModelForm):
    """A new record goes to an authority of one's own; an existing one stays where it is."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["authority"]
            return
        choices = self.fields["authority"]
        choices.queryset = authorities_kept_by(user)
        choices.empty_label = "Chọn cơ quan"
        if len(found := list(choices.queryset[:2])) == 1:
            self.initial["authority"] = found[0].pk


class Ending(OwnAuthority):
    """The end of a record is entered on an existing one only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["ended_on"], self.fields["ended_note"]


# --- clusters and members ----------------------------------------------------------------------------


class ClusterForm(Ending):
    class Meta:
        model = Cluster
        fields = [
            "authority",
            "kind",
            "number",
            "name",
            "title",
            "symbol",
            "parent_block",
            "note",
            "ended_on",
            "ended_note",
        ]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.title == self.instance.proposed_title:
            self.initial["title"] = ""  # it was put together, so it follows the number and the name


class SeveralRows(forms.ModelMultipleChoiceField):
    def _check_values(self, value):
        """SQLite cannot even look for a number that no key can have; it is refused like any other."""
        try:
            return super()._check_values(value)
        except OverflowError:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, "invalid_choice", {"value": ", ".join(value)}) from None


class UnitChoices(SeveralRows):
    def label_from_instance(self, unit):
        return f"{unit} (kết thúc hoạt động {short_date(unit.ended_on)})" if unit.ended_on else unit.name


class MembersForm(forms.Form):
    units = UnitChoices(
        label="Chọn đơn vị đã có",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    names = ProseFormField(
        label="Thêm đơn vị mới",
        required=False,
        help_text="Mỗi đơn vị một dòng, ghi đủ tên. Đơn vị chưa có trong hệ thống được thêm luôn.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    starts_on = DayFormField(
        label="Là thành viên từ ngày",
        help_text="Đơn vị có trong danh sách của các năm thi đua kể từ ngày này.",
    )
    is_start_known = forms.BooleanField(
        label="Biết rõ ngày vào cụm, khối",
        required=False,
        initial=True,
        help_text="Bỏ chọn khi nguồn chỉ cho biết năm.",
    )

    def __init__(self, *args, cluster, user, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        near = {
            cluster.authority_id,
            cluster.authority.parent_id,
            *cluster.authority.children.values_list("pk", flat=True),
        }
        present = cluster.memberships.during(today, today).values("unit")
        self.fields["units"].queryset = (
            Unit.objects.visible_to(user)
            .filter(authority__in=near - {None})
            .exclude(pk__in=present)
            .order_by("sort_key", "pk")
        )
        if not self.fields["units"].queryset.exists():
            del self.fields["units"]

    def clean_names(self):
        longest = Unit._meta.get_field("name").max_length
        names = list(dict.fromkeys(filter(None, map(clean_line, self.cleaned_data["names"].splitlines()))))
        for name in names:
            if len(name) > longest:
                raise forms.ValidationError(
                    f"Tên đơn vị dài tối đa {longest} ký tự: “{name[:60]}…” có {len(name)} ký tự."
                )
        return names

    def clean(self):
        data = super().clean()
        if not self.errors and not data.get("units") and not data["names"]:
            self.add_error("names", "Chọn đơn vị đã có hoặc ghi tên ít nhất một đơn vị mới.")
        return data


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["starts_on", "is_start_known", "ends_on", "end_reason"]


class MemberOrderForm(forms.Form):
    """One number a member. Of two equal numbers the one that was moved counts: 7 changed to 2 becomes second,
    2 changed to 7 becomes seventh."""

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.members = list(members)
        for place, member in enumerate(self.members, start=1):
            self.fields[f"place-{member.pk}"] = forms.IntegerField(
                label=member.unit.name,
                initial=place,
                min_value=1,
                max_value=999,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "size": 3, "class": "form-control"}
                ),
            )

    def unit_ids(self):
        """Return the units' ids in the order typed."""
        ranked = []
        for place, member in enumerate(self.members, start=1):
            typed = self.cleaned_data[f"place-{member.pk}"]
            moved = (typed > place) - (typed < place)
            ranked.append((typed, moved, place, member.unit_id))
        return [unit_id for *_, unit_id in sorted(ranked)]


# --- units, people, posts ----------------------------------------------------------------------------


class UnitForm(Ending):
    class Meta:
        model = Unit
        fields = [
            "authority",
            "name",
            "short_name",
            "head_post",
            "founded_on",
            "note",
            "ended_on",
            "ended_note",
        ]


class PersonForm(OwnAuthority):
    class Meta:
        model = Person
        fields = ["authority", "full_name", "honorific", "note"]


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ["title", "unit", "authority", "body", "starts_on", "ends_on", "as_of"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user)
        self.fields["authority"].queryset = Authority.objects.visible_to(user)
        for name in ("unit", "authority"):
            self.fields[name].empty_label = "Không chọn"
        self.fields["unit"].help_text = "Chọn một nơi: đơn vị, cơ quan, hoặc ghi tên tổ chức khác."


# --- years -------------------------------------------------------------------------------------------

PLENTY = {"rows": 5}


class OpenYearForm(forms.ModelForm):
    class Meta:
        model = ClusterYear
        fields = ["year", "is_recorded", "declared_units", "starts_on", "ends_on", "source_note"]
        help_texts = {
            "starts_on": "Để trống: ngày 01/01 của năm.",
            "ends_on": "Để trống: ngày 31/12 của năm.",
            "source_note": "Với năm nhập lại: báo cáo, bài đăng, hồ sơ nào.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].required = self.fields["ends_on"].required = False


class YearForm(forms.ModelForm):
    class Meta:
        model = ClusterYear
        fields = [
            "declared_units",
            "themes_known",
            "vice_chair_known",
            "horizon",
            "purpose",
            "earlier_results",
            "starts_on",
            "ends_on",
            "is_recorded",
            "source_note",
        ]
        widgets = {"purpose": forms.Textarea(attrs=PLENTY), "earlier_results": forms.Textarea(attrs=PLENTY)}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance
        self.fields["vice_chair_known"].label = f"{year.cluster.noun.capitalize()} phó"
        self._offer("themes_known", year.themes.exists())
        self._offer("vice_chair_known", year.office_terms.vice_chairs().exists())
        may_record = Permission.RECORD_PAST in permissions_on(user, year)
        if not may_record or year.ends_on >= timezone.localdate():
            del self.fields["is_recorded"]

    def _offer(self, name, exists):
        """What is there speaks for itself; of what is not there one may say that it is none or unknown."""
        if exists:
            del self.fields[name]
        else:
            self.fields[name].choices = [
                choice
                for choice in Known.choices
                if choice[0] != Known.SOME or self.initial[name] == choice[0]
            ]


class ThemeForm(forms.ModelForm):
    class Meta:
        model = Theme
        fields = ["text", "issuer"]
        help_texts = {"text": "Ghi nguyên văn, không cần dấu ngoặc kép."}

    def clean_text(self):
        return self.cleaned_data["text"].strip('"“”')


class PlanForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = ["status", "number", "issued_on", "title", "bases"]
        field_classes = {"bases": SeveralRows}
        widgets = {"bases": forms.CheckboxSelectMultiple}
        help_texts = {"bases": "Văn bản còn thiếu thì thêm ở mục Văn bản rồi quay lại chọn."}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.cluster_year
        self.fields["bases"].queryset = OfficialDocument.objects.visible_to(user).filter(
            Q(authority=None) | Q(authority=year.cluster.authority_id)
        )
        if not year.is_recorded:
            self.fields["status"].choices = [
                choice for choice in Plan.Status.choices if choice[0] != Plan.Status.UNKNOWN
            ]


class PlanItemForm(forms.ModelForm):
    class Meta:
        model = PlanItem
        fields = ["kind", "text"]


class PlanItemsForm(forms.Form):
    kind = forms.ChoiceField(label="Loại", choices=PlanItem.Kind.choices)
    texts = ProseFormField(
        label="Nội dung",
        help_text="Mỗi dòng là một nội dung. Nội dung dài nhiều đoạn thì thêm một dòng rồi sửa.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_texts(self):
        return [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        posts = "; ".join(post.described for post in person.posts.all())
        return f"{person.titled_name} – {posts}" if posts else person.titled_name
