"""What a stranger, a curious colleague or bad luck sends: nothing of it gets through, nothing answers 500."""

import copy
import inspect
import io
import json
import os
import struct
import uuid
import zipfile
from collections import deque
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import User
from awards import actions as award_actions
from awards.models import ConditionFinding, CouncilSession, Motion, Nomination, Review, Seat
from clusters import actions as cluster_actions
from clusters.models import Person, Post
from documents import actions as document_actions
from documents.models import OfficialDocument
from documents.uploads import inspect_upload
from pledges import actions as pledge_actions
from pledges.models import Comment, Participant, Touch
from tests import factories as make
from tests.awards.dossiers import dossier
from tests.test_access import answers_are_kept, standing_stage

# --- keys of records that were not offered -----------------------------------------------------------


@pytest.fixture(scope="module")
def set_stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """One stage for all; what a test changes is rolled back after it."""
    with standing_stage(django_db_blocker, tmp_path_factory) as stage:
        yield stage


@pytest.fixture
def stage(db, set_stage):
    return copy.deepcopy(set_stage)


@pytest.fixture
def cast(stage):
    return stage.cast


@pytest.fixture
def strange(cast):
    """Records of another authority, and of another year of the same cluster."""
    by, there = cast.outsider, cast.other_authority
    unit = make.make_unit(there)
    year = make.make_year(make.make_cluster(there, [unit]), 2026)
    person = cluster_actions.add_person(Person(authority=there, full_name="Người nơi khác"), by=by)
    cluster_actions.add_post(Post(person=person, title="Chủ tịch", unit=unit), by=by)
    paper = OfficialDocument(kind="QC", title="Quy chế nơi khác", authority=there)
    ceremony = make.make_ceremony(year, by=by)
    nomination = make.make_nomination(year, unit, make.make_award("KHAC"), by=by)
    session = CouncilSession.objects.create(cluster_year=year, title="Họp nơi khác", held_on="2026-03-02")
    return {
        "motion": Motion.objects.create(session=session, nomination=nomination),
        "seat": Seat.objects.create(session=session, full_name="Ủy viên nơi khác"),
        "authority": there,
        "unit": unit,
        "person": person,
        "document": document_actions.add_document(paper, by=by),
        "ceremony": ceremony,
        "participant": pledge_actions.add_participant(Participant(ceremony=ceremony, name="Khách"), by=by),
        "nomination": nomination,
        "year": year,
    }


# (address, record in the stage, person, field, kind of the strange record, what else the form needs)
CRAFTED = [
    ("awards:nomination_add", "year", "officer", "unit", "unit", {"achievement": "Tốt"}),
    ("awards:nomination_add", "year", "secretary", "person", "person", {}),
    ("awards:nomination_add", "year", "secretary", "put_to", "authority", {}),
    ("awards:nomination_edit", "draft", "officer", "unit", "unit", {}),
    ("awards:conferral_edit", "granted", "secretary", "ceremony", "ceremony", {"status": "given"}),
    ("awards:decision_add", "authority", "secretary", "nominations", "nomination", {"summary": "Khen"}),
    ("awards:decision_item_add", "decision", "secretary", "nominations", "nomination", {}),
    ("awards:election_add", "council", "secretary", "units", "unit", {"office": "chair", "places": "1"}),
    ("awards:election_add", "council", "secretary", "for_year", "year", {"office": "chair", "places": "1"}),
    ("awards:motions_add", "council", "secretary", "nominations", "nomination", {"way": "hands"}),
    ("awards:opinion_add", "motion", "secretary", "seat", "seat", {"choice": "agree"}),
    ("awards:recusal_add", "motion", "secretary", "seat", "seat", {"reason": "Có liên quan"}),
    ("awards:seat_edit", "seat", "secretary", "unit", "unit", {"full_name": "Trần Văn Bình"}),
    ("awards:voting_open", "council", "secretary", "motions", "motion", {}),
    ("awards:proposal_add", "year", "secretary", "nominations", "nomination", {"summary": "Đề nghị"}),
    ("awards:proposal_edit", "proposal", "secretary", "signer_unit", "unit", {"summary": "Đề nghị"}),
    ("clusters:cluster_add", "", "secretary", "authority", "authority", {"kind": "cum", "number": "77"}),
    ("clusters:member_add", "cluster", "secretary", "units", "unit", {"starts_on": "01/01/2026"}),
    ("clusters:office_add", "empty_year", "secretary", "unit", "unit", {"office": "vice_chair"}),
    ("clusters:office_add", "empty_year", "secretary", "person", "person", {"office": "vice_chair"}),
    ("clusters:person_add", "", "secretary", "authority", "authority", {"full_name": "Lê Văn Đức"}),
    ("clusters:plan_edit", "year", "secretary", "bases", "document", {"status": "draft"}),
    ("clusters:post_add", "person", "secretary", "unit", "unit", {"title": "Chủ tịch"}),
    ("clusters:unit_add", "", "secretary", "authority", "authority", {"name": "Hội mới"}),
    ("documents:document_add", "", "secretary", "authority", "authority", {"kind": "QC", "title": "Quy chế"}),
    ("documents:document_edit", "document", "secretary", "issued_with", "document", {"kind": "QC"}),
    ("pledges:basis_add", "pledge", "chair", "document", "document", {}),
    ("pledges:comment_add", "commented_pledge", "officer", "unit", "unit", {"stance": "agrees"}),
    ("pledges:participant_add", "ceremony", "chair", "person", "person", {}),
    ("pledges:participant_add", "ceremony", "chair", "unit", "unit", {"name": "Khách mời"}),
    ("pledges:agenda_add", "ceremony", "chair", "presenter", "participant", {"text": "Khai mạc"}),
    ("pledges:remark_add", "ceremony", "chair", "speaker", "participant", {"text": "Nhất trí"}),
    ("pledges:follow_up_add", "ceremony", "chair", "owner", "unit", {"text": "Gửi biên bản"}),
    ("pledges:ceremony_add", "year", "chair", "signing_year", "year", {"kind": "signing"}),
    ("pledges:signature_sign", "signature", "representative", "ceremony", "ceremony", {}),
]


@pytest.mark.parametrize(("name", "record", "who", "field", "kind", "rest"), CRAFTED)
@pytest.mark.parametrize("number", ["of another place", "99999999999999999999", "không phải số"])
def test_a_key_that_was_not_offered_is_refused_beside_its_field(
    stage,
    strange,
    sign_in,
    name,
    record,
    who,
    field,
    kind,
    rest,
    number,
):
    key = strange[kind].pk if number == "of another place" else number
    url = reverse(name, args=[getattr(stage, record).pk] if record else [])
    before = strange[kind].__class__.objects.count()
    response = sign_in(stage.cast.users[who]).post(url, {**rest, field: key})
    assert response.status_code == 422
    form = response.context["form"]
    assert field in form.errors or field not in form.fields
    assert strange[kind].__class__.objects.count() == before


def test_no_select_offers_a_record_of_another_place(stage, strange, sign_in):
    for name, record, who, field, kind, _ in CRAFTED:
        url = reverse(name, args=[getattr(stage, record).pk] if record else [])
        form = sign_in(stage.cast.users[who]).get(url).context["form"]
        if field in form.fields:
            offered = set(form.fields[field].queryset.values_list("pk", flat=True))
            assert strange[kind].pk not in offered, (name, field)


# --- columns that no form has ------------------------------------------------------------------------


def test_no_form_takes_a_column_that_it_does_not_show(stage, sign_in):
    made_up = {
        "status": "decided",
        "outcome": "granted",
        "is_signed": "on",
        "is_recorded": "on",
        "fingerprint": "0" * 64,
        "frozen": "{}",
        "created_by": stage.cast.outsider.pk,
        "author": stage.cast.outsider.pk,
        "reviewer": stage.cast.outsider.pk,
        "is_active": "",
        "username": "khac",
    }
    client = sign_in(stage.cast.secretary)
    client.post(reverse("pledges:pledge_edit", args=[stage.pledge.pk]), {"title": "Giao ước", **made_up})
    stage.pledge.refresh_from_db()
    assert (stage.pledge.title, stage.pledge.status, stage.pledge.fingerprint) == ("Giao ước", "draft", "")
    days = {"starts_on": "01/01/2026", "ends_on": "31/12/2026"}
    client.post(reverse("clusters:year_edit", args=[stage.year.pk]), {"horizon": "Cả năm", **days, **made_up})
    stage.year.refresh_from_db()
    assert (stage.year.horizon, stage.year.is_recorded) == ("Cả năm", False)
    client.post(reverse("accounts:profile"), {"full_name": "Trần Thị Bình", **made_up})
    kept = User.objects.get(pk=stage.cast.secretary.pk)
    assert (kept.full_name, kept.username, kept.is_active) == ("Trần Thị Bình", "secretary", True)

    officer = sign_in(stage.cast.officer)
    url = reverse("awards:nomination_edit", args=[stage.draft.pk])
    form = officer.get(url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"achievement": "Rất tốt"}
    officer.post(url, {**made_up, **typed})
    stage.draft.refresh_from_db()
    assert stage.draft.achievement == "Rất tốt"
    assert (stage.draft.status, stage.draft.outcome) == ("draft", "")
    assert stage.draft.created_by == stage.cast.officer
    officer.post(
        reverse("pledges:comment_add", args=[stage.commented_pledge.pk]),
        {"unit": stage.unit.pk, "stance": "suggests", "text": "Thêm một điểm", **made_up},
    )
    assert Comment.objects.get(text="Thêm một điểm").author == stage.cast.officer


# --- what the history tells --------------------------------------------------------------------------

READERS = ("secretary", "leader", "vice")
SECRET = "Thành tích chỉ đơn vị được đọc khi còn đang lập"


@pytest.mark.parametrize(
    ("who", "reads_drafts", "reads_submitted"),
    [
        ("secretary", True, True),
        ("administrator", True, True),
        ("leader", False, True),
        ("chair", False, True),
        ("vice", False, False),
    ],
)
def test_the_history_tells_of_a_dossier_only_who_may_open_it(
    cast, sign_in, who, reads_drafts, reads_submitted
):
    dossier(cast, nominee="Tập thể đang lập", achievement=SECRET)
    dossier(cast, "submitted", nominee="Tập thể đã nộp")
    page = sign_in(cast.users[who]).get(reverse("clusters:year_history", args=[cast.year.pk]))
    text = page.content.decode()
    assert (SECRET in text, "Tập thể đang lập" in text) == (reads_drafts, reads_drafts)
    assert ("Tập thể đã nộp" in text) == reads_submitted


def test_the_history_tells_what_a_unit_explains_only_to_who_may_open_the_dossier(stage, sign_in):
    draft, condition = stage.draft_condition
    said = ConditionFinding(nomination=draft, condition=condition, side="unit", holds=True, reason=SECRET)
    award_actions.find_condition(said, by=stage.cast.officer)
    url = reverse("clusters:year_history", args=[stage.year.pk])
    told = {who: SECRET in sign_in(stage.cast.users[who]).get(url).content.decode() for who in READERS}
    assert told == {"secretary": True, "leader": False, "vice": False}


def test_a_leader_reads_no_opinion_in_the_history_before_giving_one(cast, sign_in):
    row = dossier(cast, "appraised")
    first = make.make_user("first")
    make.assign(first, make.Role.LEADER, cast.authority)
    award_actions.review(Review(nomination=row, opinion="disagree", comment="Số liệu chưa khớp"), by=first)
    client, url = sign_in(cast.leader), reverse("clusters:year_history", args=[cast.year.pk])
    assert "Số liệu chưa khớp" not in client.get(url).content.decode()
    award_actions.review(Review(nomination=row, opinion="agree"), by=cast.leader)
    assert "Số liệu chưa khớp" in client.get(url).content.decode()


def test_a_leader_reads_no_opinion_on_the_own_unit(cast, sign_in):
    row = dossier(cast, "appraised")
    award_actions.review(Review(nomination=row, opinion="comment", comment="Cần xem lại"), by=cast.leader)
    both = make.make_user("both")
    make.assign(both, make.Role.LEADER, cast.authority)
    make.assign(both, make.Role.OFFICER, cast.unit)
    page = sign_in(both).get(reverse("clusters:year_history", args=[cast.year.pk]))
    assert "Cần xem lại" not in page.content.decode()


# --- made-up addresses, numbers and letters ----------------------------------------------------------


@pytest.mark.parametrize("header", ["origin", "referer"])
def test_an_origin_that_is_no_address_is_refused_with_its_page(cast, header):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.secretary)
    response = client.post(reverse("accounts:profile"), {"full_name": "X"}, headers={header: "http://["})
    assert response.status_code == 403
    assert "resubmit" not in client.session


@pytest.mark.parametrize(
    "elsewhere",
    ["http://[", "//la.example", "https:///la.example", "/\\la.example", "javascript:alert(1)"],
)
def test_no_way_back_leads_off_the_site(cast, elsewhere):
    home = reverse("clusters:overview")
    stranger = Client()
    signed_in = stranger.post(
        reverse("account_login"), {"login": "secretary", "password": make.PASSWORD, "next": elsewhere}
    )
    assert (signed_in.status_code, signed_in.url) == (302, home)
    switched = stranger.post(reverse("clusters:working_year"), {"year": "2025", "next": elsewhere})
    assert switched.url == home
    received = stranger.post(reverse("awards:nominations_move"), {"next": elsewhere})
    assert received.url == reverse("awards:nomination_list")


@pytest.mark.parametrize("elsewhere", ["khong-co-trang", "clusters:unit_detail", "//la.example", ""])
def test_a_word_that_is_no_address_leads_home(cast, elsewhere):
    keeper, administrator = Client(), Client()
    keeper.force_login(cast.secretary)
    switched = keeper.post(reverse("clusters:working_year"), {"year": "không rõ", "next": elsewhere})
    assert switched.url == reverse("clusters:overview")
    received = keeper.post(reverse("awards:nominations_move"), {"next": elsewhere})
    assert received.url == reverse("awards:nomination_list")
    administrator.force_login(cast.administrator)
    entered = administrator.get(reverse("admin:login"), {"next": elsewhere})
    assert entered.url == reverse("admin:index")


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "٣" * 5000, "-1", "không phải số"])
@pytest.mark.parametrize(
    ("name", "asked"),
    [("pledges:content_add", "cha"), ("pledges:pledge_clone", "tu"), ("pledges:pledge_compare", "voi")],
)
def test_a_number_that_no_record_can_have_is_no_record(stage, sign_in, name, asked, number):
    url = reverse(name, args=[stage.pledge.pk])
    assert sign_in(stage.cast.secretary).get(url, {asked: number}).status_code in (200, 404)


@pytest.mark.parametrize(("number", "limit"), [("-1", "nhỏ nhất"), ("1" * 30, "lớn nhất")])
def test_a_count_beyond_measure_is_refused_in_an_offices_words(stage, sign_in, number, limit):
    typed = {"part": "pledge", "declared_contents": number}
    answer = sign_in(stage.cast.secretary).post(reverse("pledges:pledge_save", args=[stage.pledge.pk]), typed)
    assert answer.status_code == 422
    assert f"Giá trị {limit} được ghi là" in answer.json()["sentences"][0]


@pytest.mark.parametrize("key", ["%00", "a%00b", "%ED%A0%80", "khóa"])
def test_the_screen_in_the_hall_has_no_address_of_other_letters(db, key):
    for address in (f"/hoi-truong/{key}/", f"/hoi-truong/{key}/trang-thai/"):
        assert Client().get(address).status_code == 404


def test_what_only_looks_is_also_asked_with_head(stage):
    ceremony = pledge_actions.open_hall(stage.ceremony, by=stage.cast.secretary)
    for name in ("pledges:hall", "pledges:hall_state"):
        answer = Client().head(reverse(name, args=[ceremony.hall_key]))
        assert (answer.status_code, answer.content) == (200, b"")


# --- what was taken away in between ------------------------------------------------------------------

GONE = "vừa được người khác bỏ"


@pytest.mark.parametrize(
    ("name", "kind", "data"),
    [
        *[("pledges:content_move", "content", {"huong": way}) for way in ("len", "xuong", "vao")],
        ("pledges:content_move", "content", {"vi_tri": "0"}),
        ("pledges:content_merge", "content", {}),
        ("pledges:content_remove", "content", {}),
        ("pledges:target_move", "target", {"huong": "len"}),
        ("pledges:target_remove", "target", {}),
        ("pledges:basis_move", "basis", {"huong": "xuong"}),
    ],
)
def test_a_row_that_goes_while_a_second_press_waits_is_told_in_words(stage, rf, name, kind, data):
    """Both presses found the row; the second one gets its turn when the first has taken the row out."""
    row, by = getattr(stage, kind), stage.cast.secretary
    type(row).objects.filter(pk=row.pk).delete()
    request = rf.post("/", data, headers={"accept": "application/json"})
    request.user, request.session = by, {}
    answer = inspect.unwrap(resolve(reverse(name, args=[row.pk])).func)(request, row)
    assert answer.status_code == 422
    assert GONE in json.loads(answer.content)["sentences"][0]


# --- the signing console -----------------------------------------------------------------------------


def sent_touch(client, ceremony, kind, **more):
    body = json.dumps({"key": str(uuid.uuid4()), "kind": kind, "reason": "Ghi nhầm", **more})
    url = reverse("pledges:console_touch", args=[ceremony.pk])
    return client.post(url, body, content_type="application/json").json()


@pytest.mark.parametrize("kind", ["signed", "undone", "present", "absent", "called"])
def test_a_touch_at_a_conference_that_signs_nothing_is_refused_in_words(stage, sign_in, kind):
    held = make.make_ceremony(stage.year, by=stage.cast.secretary, kind="mid_year", signing_year=None)
    client = sign_in(stage.cast.secretary)
    for place in (stage.signature.pk, None):
        answer = sent_touch(client, held, kind, signature=place)
        assert answer["accepted"] is False
        assert "không ký giao ước" in answer["outcome"]


def test_a_console_touches_no_place_of_another_year(stage, sign_in):
    """The place exists, of another cluster: nothing of it is told, changed, or bound to this conference."""
    answer = sent_touch(sign_in(stage.cast.secretary), stage.ceremony, "signed", signature=stage.signature.pk)
    stage.signature.refresh_from_db()
    assert (answer["accepted"], stage.signature.is_signed) == (False, False)
    assert stage.signature.unit.name not in answer["outcome"]
    assert Touch.objects.get(key=answer["key"]).signature_id is None


def test_a_key_that_was_used_answers_for_its_own_touch_only(stage, sign_in):
    """A second touch under the key of the first is not told that it counted: it is to be sent anew."""
    ceremony = make.make_ceremony(stage.signature.pledge.cluster_year, by=stage.cast.secretary)
    other = stage.signature.pledge.signatures.exclude(pk=stage.signature.pk).first()
    client, key = sign_in(stage.cast.secretary), str(uuid.uuid4())
    first = sent_touch(client, ceremony, "present", signature=stage.signature.pk, key=key)
    assert first["accepted"] is True
    assert sent_touch(client, ceremony, "present", signature=stage.signature.pk, key=key) == first
    for kind, place in (("absent", stage.signature.pk), ("present", other.pk)):
        answer = sent_touch(client, ceremony, kind, signature=place, key=key)
        assert answer["accepted"] is False
        assert "đã dùng cho việc khác" in answer["outcome"]
    assert Touch.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"key": 5, "kind": "called"}',
        b'{"key": "b6f1d9a0-5f0e-4a3a-9d55-0d8f2a8f7c11", "kind": {}}',
        b'{"key": "b6f1d9a0-5f0e-4a3a-9d55-0d8f2a8f7c11", "kind": "called", "signature": NaN}',
        b'{"key": "b6f1d9a0-5f0e-4a3a-9d55-0d8f2a8f7c11", "kind": "called", "signature": %s}' % (b"9" * 5000),
        b'{"key": "b6f1d9a0-5f0e-4a3a-9d55-0d8f2a8f7c11", "kind": "called", "signature": true}',
        b'{"key": "b6f1d9a0-5f0e-4a3a-9d55-0d8f2a8f7c11", "kind": "called", "at": "2026-13-45T99:00:00Z"}',
        b'{"key": "b6f1d9a0-5f0e-4a3a-9d55-0d8f2a8f7c11", "kind": "signed", "named": ["x"]}',
        b"x" * (6 * 1024 * 1024),
    ],
)
def test_what_is_no_touch_is_refused_and_leaves_nothing(stage, sign_in, body):
    url = reverse("pledges:console_touch", args=[stage.ceremony.pk])
    answer = sign_in(stage.cast.secretary).post(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert Touch.objects.count() == 0


def test_half_letters_and_nul_in_a_touch_are_left_out(stage, sign_in):
    ceremony = make.make_ceremony(stage.signature.pledge.cluster_year, by=stage.cast.secretary)
    client = sign_in(stage.cast.secretary)
    answer = sent_touch(
        client, ceremony, "absent", signature=stage.signature.pk, reason="Đi công \ud800\x00tác"
    )
    stage.signature.refresh_from_db()
    assert (answer["accepted"], stage.signature.absence_reason) == (True, "Đi công tác")


def test_the_screen_closes_with_the_signing_of_its_conference(stage):
    """The chair turns the conference into one without signing while the screen is open."""
    ceremony = pledge_actions.open_hall(stage.ceremony, by=stage.cast.secretary)
    ceremony.kind, ceremony.signing_year = "mid_year", None
    pledge_actions.change_ceremony(ceremony, by=stage.cast.secretary)
    for name in ("pledges:hall", "pledges:hall_state"):
        assert Client().get(reverse(name, args=[ceremony.hall_key])).status_code == 404


@pytest.mark.parametrize("name", ["Đội ٢", "Đội ๓", "Đội ²", "Đội １０", "Ban 𝟗", "ﷺ"])
def test_digits_of_other_scripts_are_letters_like_others(cast, sign_in, name):
    assert sign_in(cast.officer).post(reverse("accounts:profile"), {"full_name": name}).status_code == 302


def test_an_administrators_filter_that_no_column_can_hold_is_left_out(cast, sign_in):
    url = reverse("admin:clusters_unit_changelist")
    response = sign_in(cast.administrator).get(f"{url}?authority__exact=99999999999999999999")
    assert response.status_code in (200, 302)


@pytest.mark.parametrize("page", ["0", "-1", "9999999", "abc", "", "%00", "²"])
@pytest.mark.parametrize("name", ["clusters:unit_list", "pledges:pledge_list", "awards:award_list"])
def test_a_page_that_does_not_exist_shows_one_that_does(cast, sign_in, name, page):
    assert sign_in(cast.secretary).get(f"{reverse(name)}?page={page}").status_code == 200


JUNK = "&".join(
    f"{name}={value}"
    for name in ("nam", "cum", "don_vi", "hinh_thuc", "tinh_trang", "loai", "trao", "y_kien", "cap", "q")
    for value in ("9" * 30, "%00", "-1")
)


@pytest.mark.parametrize("name", ["council", "decision", "letter", "conferral", "prize", "proposal", "queue"])
def test_a_filter_that_no_list_offers_is_left_out(stage, sign_in, name):
    lists = {"queue": "awards:review_queue"}
    url = reverse(lists.get(name, f"awards:{name}_list"))
    assert sign_in(stage.cast.leader).get(f"{url}?page=x&{JUNK}").status_code == 200


@pytest.mark.parametrize("number", ["0", "2", "9" * 30])
def test_a_page_that_a_file_does_not_have_is_not_found(stage, sign_in, number):
    evidence, _ = stage.evidence_page
    address = reverse("awards:evidence_page", args=[evidence.pk, 1]).replace("/1.png", f"/{number}.png")
    assert sign_in(stage.cast.leader).get(address).status_code == 404
    assert sign_in(stage.cast.users["other_officer"]).get(address).status_code == 404


@pytest.mark.parametrize("number", ["1.000", "9,5", "-1", "9" * 30, "\0", "٣ phiếu"])
def test_a_number_of_votes_is_whole_or_asked_back(stage, sign_in, number):
    typed = {"agree": number, "against": "0", "abstain": "0"}
    page = sign_in(stage.cast.secretary).post(reverse("awards:motion_count", args=[stage.motion.pk]), typed)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"agree"}


# --- files -------------------------------------------------------------------------------------------


def word(compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        archive.writestr(
            "a.txt", "what stands first keeps the kind from being guessed by the first bytes alone"
        )
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>" * 200)
    return bytearray(content.getvalue())


def of_a_version_to_come(content):
    struct.pack_into("<H", content, content.rindex(b"PK\x01\x02") + 6, 255)
    return content


def with_spoiled_packing(content):
    start = content.index(b"word/document.xml") + len("word/document.xml")
    content[start + 9 : start + 21] = b"\xff" * 12  # behind the nine bytes that say how LZMA packed it
    return content


@pytest.mark.parametrize(
    "content",
    [
        of_a_version_to_come(word()),
        with_spoiled_packing(word()),
        with_spoiled_packing(word(zipfile.ZIP_LZMA)),
        with_spoiled_packing(word(zipfile.ZIP_BZIP2)),
    ],
    ids=["version", "deflate", "lzma", "bzip2"],
)
def test_an_archive_made_to_break_the_reader_is_refused(content):
    with pytest.raises(ValidationError):
        inspect_upload(SimpleUploadedFile("bao-cao.docx", bytes(content)))


# --- years entered from papers -----------------------------------------------------------------------


def test_a_year_recorded_with_a_signed_pledge_never_becomes_a_running_one(cast):
    year = make.make_year(cast.cluster, 2025, by=cast.secretary, is_recorded=True)
    pledge = make.make_pledge(year, by=cast.secretary)
    pledge_actions.record_signed(pledge, by=cast.secretary)
    year.is_recorded = False
    with pytest.raises(ValidationError, match="phải là năm nhập lại từ hồ sơ"):
        cluster_actions.change_year(year, by=cast.secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(year).objects.filter(pk=year.pk).update(is_recorded=False)


# --- a walk through everything -----------------------------------------------------------------------


class Reading(HTMLParser):
    """What a page links to, and what the content security policy or a reader would stumble over."""

    def __init__(self, text):
        super().__init__()
        self.links, self.headings, self.language, self.faults = [], 0, "", []
        self.within_template = False  # what a script copies later is not shown
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.headings += tag == "h1"
        if tag == "html":
            self.language = found.get("lang", "")
        self.within_template = self.within_template or tag == "template"
        if tag == "a" and found.get("href") and not self.within_template:
            self.links.append(found["href"])
        inline = tag == "script" and "src" not in found and found.get("type") != "application/json"
        if tag == "style" or inline or any(name == "style" or name.startswith("on") for name in found):
            self.faults.append((tag, attributes))

    def handle_endtag(self, tag):
        self.within_template = self.within_template and tag != "template"


TORTURE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"


@pytest.mark.slow
@pytest.mark.parametrize("who", ["secretary", "leader", "chair", "officer"])
@answers_are_kept()
def test_every_link_that_is_shown_opens_a_sound_page(stage, sign_in, who):
    """Every page, once with each set of questions in its address; of papers and archives the first of each address.

    `make torture` goes everywhere, `make test` to one page of each kind without questions and to one with some.
    """
    client, seen, files, waiting = sign_in(stage.cast.users[who]), set(), set(), deque(["/"])
    while waiting:
        url = waiting.popleft()
        address = urlsplit(url)
        if address.netloc:
            continue
        path = f"{address.path}?{address.query}" if address.query else address.path
        kind, asked = resolve(address.path).view_name, tuple(sorted(parse_qs(address.query)))
        way = (address.path, asked) if TORTURE else (kind, bool(asked))
        if way in seen or kind in files:
            continue
        seen.add(way)
        response = client.get(path, follow=True)
        if response.streaming:
            assert b"".join(response.streaming_content)
        assert response.status_code == 200, path
        assert "Content-Security-Policy" in response.headers, path
        if response.headers["Content-Type"].startswith("text/html"):
            page = Reading(response.content.decode())
            assert (page.headings, page.language, page.faults) == (1, "vi", []), path
            waiting += [urljoin(path, link) for link in page.links if not link.startswith("#")]
        else:
            files.add(resolve(address.path).view_name)
    assert len(seen) > 40


def test_what_is_typed_is_text_on_every_page(stage, sign_in):
    """One record of every kind bears a script; no page that a leader or the secretariat opens runs it."""
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    for row, field in (
        (stage.cluster, "note"),
        (stage.unit, "short_name"),
        (stage.person, "full_name"),
        (stage.theme, "text"),
        (stage.content, "text"),
        (stage.comment, "text"),
        (stage.remark, "text"),
        (stage.participant, "name"),
        (stage.submitted, "source_note"),
        (stage.draft, "achievement"),
        (stage.document, "title"),
        (stage.evidence, "title"),
    ):
        type(row).objects.filter(pk=row.pk).update(**{field: script})
    Nomination.objects.filter(pk=stage.draft.pk).update(nominee=script)
    client = sign_in(stage.cast.secretary)
    for url in (
        reverse("clusters:cluster_detail", args=[stage.cluster.pk]),
        reverse("clusters:unit_detail", args=[stage.unit.pk]),
        reverse("clusters:person_detail", args=[stage.person.pk]),
        reverse("clusters:year_detail", args=[stage.year.pk]),
        reverse("pledges:pledge_detail", args=[stage.pledge.pk]),
        reverse("pledges:pledge_detail", args=[stage.commented_pledge.pk]),
        reverse("pledges:ceremony_detail", args=[stage.ceremony.pk]),
        reverse("awards:nomination_detail", args=[stage.draft.pk]),
        reverse("awards:nomination_detail", args=[stage.submitted.pk]),
        reverse("awards:nomination_list"),
        reverse("documents:document_detail", args=[stage.document.pk]),
        reverse("clusters:search") + "?q=" + script,
    ):
        text = client.get(url).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert" in text, url
