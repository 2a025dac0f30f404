"""What may be typed about nominations, reviews, decisions and proposals."""

from django import forms
from django.db.models import Q

from awards.appraisal import Appraisal
from awards.file_forms import HandedInForm
from awards.filters import AwardChoice
from awards.models import (
    AwardForm,
    ChecklistItem,
    Evidence,
    Nomination,
    Proposal,
    Review,
    ReviewSetting,
)
from awards.proposing import bundles_of, mixed_levels
from clusters.forms import SeveralRows
from clusters.models import Authority, Person, Unit
from pledges.forms import offer_units
from pledges.models import Signature
from vietnamese.fields import DayFormField, LineFormField, ProseFormField

NAMELESS = "Ghi họ và tên cá nhân hoặc tên hộ gia đình được đề nghị."


def awards_of_year(year):
    """The awards that are in force on some day of the year.

    Of a year before the law of the catalogue all are offered: the sources name the award, not its law.
    """
    of_year = Q(effective_to=None) | Q(effective_to__gte=year.starts_on)
    rows = AwardForm.objects.filter(of_year, effective_from__lte=year.ends_on)
    return rows if rows.exists() else AwardForm.objects.all()


def bodies_above(cluster):
    """Return the ids of the cluster's authority and of those above it."""
    found, body = [], cluster.authority
    while body is not None and body.pk not in found:
        found.append(body.pk)
        body = body.parent
    return found


def by_subject(awards):
    """Return the choices of awards under their subjects."""
    groups = {}
    for award in awards:
        groups.setdefault(award.get_subject_display(), []).append((award.pk, award.name_with_subject))
    return [("", "Chọn danh hiệu, hình thức khen thưởng"), *groups.items()]


class NominationForm(forms.ModelForm):
    """One dossier. The award says whether it is for a collective, a person or a household."""

    SECTIONS = (
        ("Đề nghị", ("unit", "award", "merit", "put_to", "put_to_name")),
        (
            "Người, tập thể được đề nghị",
            ("nominee", "nominee_post", "person", "sex", "born_year", "standing"),
        ),
        ("Tóm tắt thành tích", ("achievement",)),
        ("Báo cáo thành tích", ("background", "report")),
    )

    class Meta:
        model = Nomination
        fields = [
            "unit",
            "award",
            "merit",
            "nominee",
            "nominee_post",
            "person",
            "sex",
            "born_year",
            "standing",
            "put_to",
            "put_to_name",
            "achievement",
            "background",
            "report",
        ]
        field_classes = {"award": AwardChoice}
        help_texts = {
            "put_to": "Cơ quan quyết định hoặc trình lên cấp trên.",
            "put_to_name": "Chỉ ghi khi cơ quan không có trong danh sách trên.",
            "person": "Chỉ khi đề nghị cho cá nhân đã có trong danh sách nhân sự.",
            "born_year": "Bốn chữ số. Để trống nếu chưa rõ hoặc là tập thể.",
            "achievement": "Nêu kết quả, số liệu, so với chỉ tiêu đã đăng ký. Phải có khi nộp hồ sơ.",
        }

    def __init__(self, *args, user, units, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.cluster_year
        fields = self.fields
        offer_units(
            fields["unit"], Unit.objects.filter(pk__in=units).order_by("sort_key", "pk"), year.as_of()
        )
        fields["unit"].empty_label = "Chọn đơn vị"
        kept = AwardForm.objects.filter(pk=self.instance.award_id)
        fields["award"].queryset = (awards_of_year(year) | kept).order_by("subject", "position", "pk")
        fields["award"].choices = by_subject(fields["award"].queryset)
        fields["person"].queryset = Person.objects.filter(
            pk__in=Person.objects.visible_to(user).filter(posts__unit__in=units).values("pk")
        ).order_by("sort_key", "pk")
        fields["person"].empty_label = "Không chọn"
        fields["put_to"].queryset = Authority.objects.filter(
            pk__in=Authority.objects.visible_to(user).filter(pk__in=bodies_above(year.cluster)).values("pk")
        )
        fields["put_to"].empty_label = "Cơ quan khác (ghi tên ở ô dưới)"
        for name, rows in (("achievement", 12), ("background", 8), ("report", 16)):
            fields[name].widget.attrs |= {"rows": rows, "data-draft-key": f"{self.draft_key}-{name}"}
        for name in ("sex", "standing"):
            fields[name].choices = [("", "Chưa rõ"), *fields[name].choices[1:]]
        fields["born_year"].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        fields["merit"].required = False  # a page that does not ask for it leaves it as it is
        fields["merit"].choices = Nomination.Merit.choices
        if not self.instance.pk:
            self.initial["put_to"] = year.cluster.authority_id
            if len(units) == 1:
                self.initial["unit"] = next(iter(units))

    @property
    def sections(self):
        """``[(heading, fields), …]`` for the page."""
        return [(heading, [self[name] for name in names]) for heading, names in self.SECTIONS]

    @property
    def draft_key(self):
        return f"nomination-{self.instance.pk or f'new-{self.instance.cluster_year_id}'}"

    def clean_merit(self):
        return self.cleaned_data["merit"] or self.instance.merit

    def clean_born_year(self):
        year = self.cleaned_data["born_year"]
        if year is not None and not 1900 <= year <= self.instance.cluster_year.year:
            raise forms.ValidationError(f"Năm sinh phải từ 1900 đến {self.instance.cluster_year.year}.")
        return year

    def clean(self):
        data = super().clean()
        award, person = data.get("award"), data.get("person")
        if award:
            self.instance.nominee_kind = award.subject
            self._check_nominee(award, data, person)
        if data.get("put_to") and data.get("put_to_name"):
            self.add_error("put_to_name", "Đã chọn cơ quan trong danh sách thì để trống ô này.")
        elif not data.get("put_to") and not data.get("put_to_name") and "put_to_name" not in self.errors:
            self.add_error("put_to", "Chọn cơ quan nhận đề nghị, hoặc ghi tên cơ quan khác ở ô dưới.")
        return data

    def _check_nominee(self, award, data, person):
        if award.subject == AwardForm.Subject.INDIVIDUAL:
            if person and not data.get("nominee"):
                data["nominee"] = person.full_name
        else:
            if person:
                self.add_error("person", "Chỉ chọn nhân sự khi đề nghị cho cá nhân.")
            for name in ("sex", "born_year", "standing"):
                if data.get(name):
                    self.add_error(name, "Chỉ ghi khi đề nghị cho cá nhân.")
        if (
            award.subject != AwardForm.Subject.COLLECTIVE
            and not data.get("nominee")
            and "nominee" not in self.errors
        ):
            self.add_error("nominee", NAMELESS)


class RecordForm(NominationForm):
    """A past year's proposal as a source has it; what the source leaves out stays empty."""

    SECTIONS = (*NominationForm.SECTIONS, ("Nguồn thông tin", ("source_note",)))

    class Meta(NominationForm.Meta):
        fields = [*NominationForm.Meta.fields, "source_note"]
        help_texts = {
            **NominationForm.Meta.help_texts,
            "achievement": "Nguồn không nêu thì để trống.",
            "source_note": "Tên bài, báo cáo, ngày đăng; nguồn có nêu kết quả khen thưởng hay không.",
        }
        widgets = {"source_note": forms.Textarea(attrs={"rows": 3})}


class EvidenceForm(HandedInForm):
    is_there = "Tệp này đã có trong hồ sơ."

    class Meta:
        model = Evidence
        fields = ["item", "title", "file"]
        labels = {"item": "Là giấy tờ nào của hồ sơ"}
        help_texts = {"title": "Ví dụ: Báo cáo thành tích năm 2026. Để trống thì lấy tên tệp."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        papers = Appraisal(self.instance.nomination).book.papers
        self.fields["item"].queryset = ChecklistItem.objects.filter(pk__in=[rule.pk for rule in papers])
        self.fields["item"].empty_label = "Tài liệu minh chứng khác"
        if not papers:
            del self.fields["item"]

    def of_the_same_place(self):
        return self.instance.nomination.evidence

    def usual_title(self, data):
        return data["item"].name if data.get("item") else super().usual_title(data)


class ReviewForm(forms.ModelForm):
    """A leader's opinion. Who is called as the nominee is asked whether it is another person."""

    is_another = forms.BooleanField(
        label="Tôi trùng họ tên với người được đề nghị nhưng là người khác",
        required=False,
        help_text="Nếu là chính mình thì chọn “Không tham gia xét hồ sơ này” ở dưới.",
    )
    field_order = ["is_another"]

    class Meta:
        model = Review
        fields = ["opinion", "score", "comment"]
        widgets = {"opinion": forms.RadioSelect}
        help_texts = {"comment": "Phải ghi khi không đồng ý hoặc chỉ cho ý kiến."}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.nomination.bears_name(user.full_name):
            del self.fields["is_another"]
        self.fields["opinion"].choices = Review.Opinion.choices  # no dash to choose
        self.fields["comment"].widget.attrs |= {
            "rows": 5,
            "data-draft-key": f"review-{self.instance.nomination_id}",
        }

    def clean(self):
        data = super().clean()
        must_say = (Review.Opinion.COMMENT, Review.Opinion.DISAGREE)
        if data.get("opinion") in must_say and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", "Ghi nhận xét khi không đồng ý hoặc chỉ cho ý kiến.")
        return data


class SightForm(forms.ModelForm):
    class Meta:
        model = ReviewSetting
        fields = ["sight"]
        widgets = {"sight": forms.RadioSelect}
        help_texts = {
            "sight": "Áp dụng cho lãnh đạo trong lúc hồ sơ đang xét; khi kết thúc xét, các ý kiến đều xem được. "
            "Thường trực cơ quan luôn xem được để tổng hợp. Đổi quy tắc thì áp dụng ngay cho các hồ sơ đang xét."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sight"].choices = ReviewSetting.Sight.choices


class DecideForm(forms.Form):
    """The decision of the body that confers. The number and day of the same proposal's last decision are
    offered again: one decision usually names many."""

    outcome = forms.ChoiceField(label="Kết quả", choices=Nomination.Outcome.choices, widget=forms.RadioSelect)
    granted = AwardChoice(
        label="Danh hiệu, hình thức được tặng",
        queryset=AwardForm.objects.none(),
        required=False,
        empty_label="Chỉ chọn khi được khen thưởng ở mức thấp hơn",
    )
    number = LineFormField(
        label="Số quyết định",
        max_length=80,
        help_text="Ví dụ: 12/QĐ-UBND. Không khen thưởng thì ghi số văn bản thông báo.",
        error_messages={"required": "Ghi số quyết định."},
    )
    on = DayFormField(label="Ngày quyết định", error_messages={"required": "Ghi ngày quyết định."})
    note = ProseFormField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, nomination, **kwargs):
        super().__init__(*args, **kwargs)
        lower = awards_of_year(nomination.cluster_year).not_above(nomination.award_now)
        self.fields["granted"].queryset = lower.exclude(pk=nomination.award_now.pk)
        if nomination.proposal_id:
            last = nomination.proposal.nominations.filter(status=Nomination.Status.DECIDED).last()
            if last:
                self.initial |= {"number": last.decision_number, "on": last.decided_on}

    def arguments(self):
        """Return what ``actions.decide`` takes after the nomination."""
        data = self.cleaned_data
        return data["outcome"], data["number"], data["on"], data["granted"], data["note"]


class LowerForm(forms.Form):
    """Another award of the same subject that was in force when the dossier came in, and why."""

    award = AwardChoice(
        label="Đề nghị nay",
        queryset=AwardForm.objects.none(),
        empty_label="Chọn danh hiệu, hình thức",
        error_messages={"required": "Chọn danh hiệu, hình thức thấp hơn."},
    )
    reason = ProseFormField(
        label="Lý do hạ mức",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đơn vị đề nghị đọc được lý do này.",
        error_messages={"required": "Ghi lý do hạ mức."},
    )

    def __init__(self, *args, nomination, today, **kwargs):
        super().__init__(*args, **kwargs)
        in_force = AwardForm.objects.valid_on(nomination.received_on or today)
        offered = in_force | AwardForm.objects.filter(pk=nomination.award_id)
        offered = offered.not_above(nomination.award).exclude(pk=nomination.award_now.pk)
        self.fields["award"].queryset = offered.order_by("position", "pk")


class NominationChoices(SeveralRows):
    def label_from_instance(self, nomination):
        return f"{nomination.nominee_name}: {nomination.award_now.name} (gửi {nomination.put_to_body})"


class ProposalForm(forms.ModelForm):
    """A tờ trình; its addressee is the body to which its dossiers are put."""

    class Meta:
        model = Proposal
        fields = [
            "summary",
            "body",
            "number",
            "dated_on",
            "town",
            "signer_unit",
            "signatory",
            "post",
            "authority",
        ]
        widgets = {"body": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.cluster_year
        members = Unit.objects.filter(pk__in=year.place().unit_ids).order_by("sort_key", "pk")
        offer_units(self.fields["signer_unit"], members, self.instance.dated_on or year.as_of())
        self.fields["signer_unit"].empty_label = "Chọn đơn vị"
        self.fields["authority"].choices = [
            choice for choice in Signature.Authority.choices if choice[0] != Signature.Authority.UNKNOWN
        ]


class NewProposalForm(ProposalForm):
    nominations = NominationChoices(
        label="Hồ sơ đã xét",
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Một tờ trình gửi một nơi nhận, gồm một loại khen thưởng; hồ sơ khác thì lập tờ trình riêng.",
        error_messages={"required": "Chọn ít nhất một hồ sơ đã xét để trình."},
    )
    field_order = ["nominations"]

    def __init__(self, *args, reviewed, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nominations"].queryset = reviewed
        if len(bundles_of(reviewed)) == 1:
            self.fields["nominations"].initial = [nomination.pk for nomination in reviewed]

    def clean(self):
        data = super().clean()
        chosen = list(data.get("nominations") or [])
        if len({nomination.put_to_body for nomination in chosen}) > 1:
            self.add_error(
                "nominations",
                "Các hồ sơ đã chọn gửi nhiều cơ quan khác nhau. Chọn các hồ sơ gửi cùng một cơ quan.",
            )
        elif told := mixed_levels(chosen):
            self.add_error("nominations", told)
        elif chosen:
            self.instance.addressee = chosen[0].put_to
            self.instance.addressee_name = chosen[0].put_to_name
        return data
