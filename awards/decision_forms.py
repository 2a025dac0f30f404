"""What may be typed about decisions, letters, postings, conferrals, cancellations and printers."""

from django import forms

from awards.filters import ALL, AwardChoice
from awards.forms import NominationChoices, awards_of_year
from awards.models import (
    AwardForm,
    Cancellation,
    Conferral,
    Decision,
    DecisionItem,
    Letter,
    Nomination,
    Posting,
    PrinterOffset,
)
from clusters.filters import Filter
from pledges.filters import OfYearFilter
from pledges.models import Ceremony, Signature
from vietnamese.fields import DayFormField, LineFormField

RELATED = ("award", "unit", "person", "put_to", "cluster_year__cluster__authority", "proposal")
SIGNS_AS = [choice for choice in Signature.Authority.choices if choice[0] != Signature.Authority.UNKNOWN]


def waiting_for(authority, *, own):
    """Dossiers that wait for a decision: of the authority itself, or of another body."""
    rows = Nomination.objects.awaiting_decision().filter(cluster_year__cluster__authority=authority)
    return (rows.filter(put_to=authority) if own else rows.exclude(put_to=authority)).select_related(*RELATED)


class DecisionForm(forms.ModelForm):
    class Meta:
        model = Decision
        fields = [
            "number",
            "dated_on",
            "town",
            "body_name",
            "summary",
            "bases",
            "opening",
            "merit_words",
            "signatory",
            "post",
            "signs_as",
            "source_note",
        ]
        labels = {"body_name": "Thẩm quyền ban hành"}
        help_texts = {
            "body_name": "In trên phần căn cứ, ví dụ: Chủ tịch Liên hiệp các Hội tỉnh. Để trống thì in tên cơ quan."
        }
        widgets = {
            "bases": forms.Textarea(attrs={"rows": 6}),
            "source_note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signs_as"].choices = SIGNS_AS


class RecordedDecisionForm(forms.ModelForm):
    """A decision that another body has issued: what its paper says."""

    class Meta:
        model = Decision
        fields = ["body_name", "number", "dated_on", "summary", "signatory", "post", "source_note"]
        widgets = {"source_note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body_name"].required = True
        self.fields["body_name"].error_messages["required"] = "Ghi cơ quan, người đã ban hành quyết định."


class HoldsDossiers(forms.Form):
    nominations = NominationChoices(
        label="Hồ sơ chờ quyết định",
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một hồ sơ đã trình."},
    )

    def offer(self, rows, chosen):
        self.fields["nominations"].queryset = rows
        self.fields["nominations"].initial = [row.pk for row in rows] if chosen is None else chosen


class NewDecisionForm(HoldsDossiers, DecisionForm):
    field_order = ["nominations"]

    def __init__(self, *args, waiting, chosen=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(waiting, chosen)


class NewRecordedDecisionForm(HoldsDossiers, RecordedDecisionForm):
    field_order = ["nominations"]

    def __init__(self, *args, waiting, chosen=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(waiting, chosen or [])


class MoreDossiersForm(HoldsDossiers):
    def __init__(self, *args, waiting, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(waiting, [])


def first_values(authority):
    """What a new decision starts with: the last one's bases and signer, which rarely change, to be looked through."""
    last = Decision.objects.filter(authority=authority, kind=Decision.Kind.OWN).order_by("-pk").first()
    start = {"town": authority.place_name}
    if last:
        start |= {
            name: getattr(last, name)
            for name in ("body_name", "bases", "opening", "signatory", "post", "signs_as")
        }
    return start


class DecisionItemForm(forms.ModelForm):
    class Meta:
        model = DecisionItem
        fields = ["outcome", "granted", "note"]
        field_classes = {"granted": AwardChoice}
        widgets = {"outcome": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "note": "Lý do khi không khen thưởng hoặc khen ở mức thấp hơn; được nêu trong thông báo."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        row = self.instance.nomination
        lower = awards_of_year(row.cluster_year).not_above(row.award_now)
        lower = lower.exclude(pk=row.award_now.pk)
        self.fields["granted"].queryset = lower
        self.fields["granted"].empty_label = "Chỉ chọn khi được khen thưởng ở mức thấp hơn"
        self.fields["outcome"].choices = Nomination.Outcome.choices

    def _post_clean(self):
        """A choice that another result does not need is left out before the row is checked."""
        if self.cleaned_data.get("outcome") != Nomination.Outcome.LOWERED:
            self.cleaned_data["granted"] = None
        elif not self.cleaned_data.get("granted") and "granted" not in self.errors:
            self.add_error("granted", "Chọn danh hiệu, hình thức thấp hơn được tặng.")
            return
        super()._post_clean()


class DecisionFilter(Filter):
    q = None
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", choices=[ALL, *Decision.Status.choices], required=False
    )
    loai = forms.ChoiceField(label="Loại quyết định", choices=[ALL, *Decision.Kind.choices], required=False)
    columns = {"tinh_trang": "status", "loai": "kind"}


# --- letters -----------------------------------------------------------------------------------------


class LetterKindsForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label="Loại thư cần lập",
        choices=Letter.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Letter.Kind.RESULT, Letter.Kind.REFUSAL],
        error_messages={"required": "Chọn ít nhất một loại thư."},
        help_text="Mỗi đơn vị một thư cho mỗi loại; thư đã có được giữ nguyên.",
    )


class LetterForm(forms.ModelForm):
    class Meta:
        model = Letter
        fields = ["recipient", "subject", "body", "number", "dated_on", "signatory", "post", "signs_as"]
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signs_as"].choices = SIGNS_AS


class LetterFilter(Filter):
    q = None
    tinh_trang = forms.ChoiceField(label="Tình trạng", choices=[ALL, *Letter.Status.choices], required=False)
    loai = forms.ChoiceField(label="Loại", choices=[ALL, *Letter.Kind.choices], required=False)
    columns = {"tinh_trang": "status", "loai": "kind"}


# --- before and after a decision ---------------------------------------------------------------------


class PostingForm(forms.ModelForm):
    class Meta:
        model = Posting
        fields = ["where", "starts_on"]


class ObjectionsForm(forms.ModelForm):
    class Meta:
        model = Posting
        fields = ["where", "objections", "is_settled"]
        widgets = {"objections": forms.Textarea(attrs={"rows": 6})}


def conferences_of(user):
    rows = Ceremony.objects.visible_to(user).select_related("cluster_year__cluster")
    return rows.order_by("-starts_on", "-pk")


class ConferralForm(forms.ModelForm):
    class Meta:
        model = Conferral
        fields = ["status", "given_on", "ceremony", "received_by", "note"]
        widgets = {"status": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        year = self.instance.nomination.cluster_year
        self.fields["status"].choices = Conferral.Status.choices
        self.fields["ceremony"].queryset = conferences_of(user).filter(cluster_year__cluster=year.cluster_id)
        self.fields["ceremony"].empty_label = "Không trao tại hội nghị của cụm, khối"

    def _post_clean(self):
        if self.cleaned_data.get("status") != Conferral.Status.GIVEN:
            self.cleaned_data |= {"given_on": None, "ceremony": None, "received_by": ""}
        super()._post_clean()


class GivenTogetherForm(forms.Form):
    """Several awards given on one occasion."""

    given_on = DayFormField(label="Ngày trao", error_messages={"required": "Ghi ngày trao."})
    ceremony = forms.ModelChoiceField(
        label="Trao tại hội nghị",
        queryset=Ceremony.objects.none(),
        required=False,
        empty_label="Không trao tại hội nghị của cụm, khối",
    )

    def __init__(self, *args, user, clusters=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ceremony"].queryset = conferences_of(user).filter(cluster_year__cluster__in=clusters)


class ConferralFilter(OfYearFilter):
    q = LineFormField(label="Tập thể, cá nhân", required=False, max_length=200)
    trao = forms.ChoiceField(
        label="Việc trao tặng",
        choices=[ALL, ("waiting", "Chưa ghi là đã trao"), *Conferral.Status.choices],
        required=False,
    )

    def narrow(self, rows):
        rows = super().narrow(rows)
        asked = self.chosen("trao")
        if asked == "waiting":
            return rows.exclude(conferral__status=Conferral.Status.GIVEN)
        return rows.filter(conferral__status=asked) if asked else rows


class PrizeFilter(OfYearFilter):
    q = LineFormField(label="Tập thể, cá nhân", required=False, max_length=200)
    doi_tuong = forms.ChoiceField(
        label="Đối tượng", choices=[ALL, *AwardForm.Subject.choices], required=False
    )
    columns = OfYearFilter.columns | {"doi_tuong": "nominee_kind"}


class CancellationForm(forms.ModelForm):
    class Meta:
        model = Cancellation
        fields = [
            "number",
            "dated_on",
            "body",
            "reason",
            "recovers_object",
            "recovers_money",
            "source_note",
        ]
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 4}),
            "source_note": forms.Textarea(attrs={"rows": 2}),
        }


class RecoveryForm(forms.ModelForm):
    class Meta:
        model = Cancellation
        fields = ["object_returned_on", "recovered_amount"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.recovers_object:
            del self.fields["object_returned_on"]
        if not self.instance.recovers_money:
            del self.fields["recovered_amount"]


class PrinterForm(forms.ModelForm):
    class Meta:
        model = PrinterOffset
        fields = [
            "name",
            "dx",
            "dy",
            "width",
            "height",
            "name_top",
            "post_top",
            "reason_top",
            "day_top",
            "number_top",
        ]
