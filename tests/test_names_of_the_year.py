"""What hangs on a year prints the names of that year, whatever a unit is called afterwards."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse

from awards import actions as award_actions
from awards.documents import proposal_paper
from awards.models import Nomination, Proposal
from clusters import actions as cluster_actions
from clusters.lineage import Arrangement, NewUnit
from clusters.models import ClusterYear, OfficeTerm, Unit
from clusters.todo import tasks_of
from pledges import actions as pledge_actions
from pledges.documents import pledge_filename, pledge_paper
from pledges.models import Comment, FollowUp, Participant, Pledge, Signature, Target
from tests import factories as make
from tests.awards.dossiers import dossier

OLD, NEW = "Hội thành viên A", "Liên hội Tên Mới"
RENAMED_ON = date(2026, 2, 1)


def main(page):
    """The page's own part without the history, which keeps the names of the day on which something was done."""
    text = page.content.decode().split('<main id="content"')[1].split("</main>")[0]
    return re.sub(r'<ol class="timeline">.*</ol>', "", text, flags=re.DOTALL)


def rename(cast, day=RENAMED_ON):
    spec = Arrangement(
        authority=cast.authority,
        kind="rename",
        before=(cast.chair_unit,),
        made=(NewUnit(NEW, "Tên Mới"),),
        effective_on=day,
    )
    cluster_actions.record_event(spec, by=cast.secretary)


def books(cast, number):
    """Records of every kind in a year, each with the unit that is to be renamed."""
    by, unit = cast.secretary, cast.chair_unit
    year = make.make_year(cast.cluster, number)
    make.make_term(year, unit)
    joint = make.make_pledge(year, by=by)
    target = Target(pledge=joint, kind="quantity", text="Mô hình", value=1, measure="mô hình")
    pledge_actions.add_target(target, by=by)
    pledge_actions.register(unit, {target: 2}, by=by)
    pledge_actions.send_for_comments(joint, date(2026, 3, 10), by=by)
    pledge_actions.comment(Comment(pledge=joint, unit=unit, stance="agrees"), by=cast.chair)
    ceremony = make.make_ceremony(year, by=by)
    pledge_actions.add_participant(Participant(ceremony=ceremony, name="Ông Lê", unit=unit), by=by)
    pledge_actions.add_follow_up(FollowUp(ceremony=ceremony, text="Gửi biên bản", owner=unit), by=by)
    other = make.make_cluster(cast.authority, cast.units, number=str(number))
    own_year = make.make_year(other, number)
    make.make_term(own_year, unit)
    own = next(row for row in make.make_pledge(own_year, by=by, shape="per_unit") if row.unit == unit)
    award_two = make.make_award("BANG-KHEN", "Bằng khen")
    proposed = dossier(cast, "reviewed", unit, year=year)
    proposal = award_actions.add_proposal(
        Proposal(
            cluster_year=year,
            addressee=cast.authority,
            signer_unit=unit,
            signatory="Nguyễn Văn An",
            post="Chủ tịch",
        ),
        [proposed],
        by=by,
    )
    return SimpleNamespace(
        year=year,
        joint=joint,
        own_year=own_year,
        own=own,
        ceremony=ceremony,
        draft=dossier(cast, "draft", unit, year=year, award=award_two),
        received=dossier(cast, "appraised", unit, year=own_year, award=award_two),
        proposed=proposed,
        proposal=proposal,
    )


def pages(b):
    """Return {name: (address, who opens it)} of everything that names the unit in the year."""

    def of(name, row, who="secretary"):
        return reverse(name, args=[row.pk]), who

    here = f"?nam={b.year.year}"
    return {
        "year": of("clusters:year_detail", b.year),
        "year with own pledges": of("clusters:year_detail", b.own_year),
        "pledge list": (reverse("pledges:pledge_list") + here, "secretary"),
        "joint pledge": of("pledges:pledge_detail", b.joint),
        "agreeing": of("pledges:pledge_agree", b.joint),
        "own pledge": of("pledges:pledge_detail", b.own),
        "conference": of("pledges:ceremony_detail", b.ceremony),
        "participant": of("pledges:participant_add", b.ceremony),
        "follow-up": of("pledges:follow_up_add", b.ceremony),
        "dossier list": (reverse("awards:nomination_list") + here, "secretary"),
        "dossier": of("awards:nomination_detail", b.draft),
        "new dossier": of("awards:nomination_add", b.year),
        "queue": (
            reverse("awards:review_queue") + f"?cum={b.own_year.cluster_id}",
            "leader",
        ),
        "review": of("awards:nomination_review", b.received, "leader"),
        "proposal": of("awards:proposal_detail", b.proposal),
        "signer": of("awards:proposal_edit", b.proposal),
    }


@pytest.mark.parametrize(("number", "name", "other"), [(2025, OLD, NEW), (2027, NEW, OLD)])
def test_every_page_of_a_year_prints_the_name_of_that_year(cast, sign_in, number, name, other):
    b = books(cast, number)
    rename(cast)
    wrong = []
    for label, (url, who) in pages(b).items():
        text = main(sign_in(getattr(cast, who)).get(url))
        if name not in text or other in text:
            wrong.append(label)
    assert wrong == []


@pytest.mark.parametrize(("number", "name", "other"), [(2025, OLD, NEW), (2027, NEW, OLD)])
def test_papers_steps_and_names_of_records_are_those_of_the_year(cast, number, name, other):
    b = books(cast, number)
    rename(cast)
    own = Pledge.objects.get(pk=b.own.pk)
    printed = {
        "paper": repr(pledge_paper(own)),
        "file": pledge_filename(own),
        "joint paper": repr(pledge_paper(Pledge.objects.get(pk=b.joint.pk))),
        "proposal": repr(proposal_paper(Proposal.objects.get(pk=b.proposal.pk))),
        "pledge": str(own),
        "comment": str(Comment.objects.get()),
        "registration": str(Target.objects.get().registrations.get()),
        "nomination": str(Nomination.objects.get(pk=b.draft.pk)),
        "term": str(OfficeTerm.objects.get(cluster_year=b.year)),
    }
    assert [what for what, text in printed.items() if name not in text or other in text] == []


def test_a_text_agreed_under_one_name_keeps_it_and_the_chair_countersigns_under_that_of_the_day(cast):
    year = make.make_year(make.make_cluster(cast.authority, cast.units, number="8"), 2026)
    make.make_term(year, cast.chair_unit)
    rows = make.make_pledge(year, by=cast.secretary, shape="per_unit")
    pledge = next(row for row in rows if row.unit == cast.chair_unit)
    make.agree(pledge, by=cast.secretary)
    rename(cast, date(2026, 3, 2))
    pledge = Pledge.objects.get(pk=pledge.pk)
    make.sign_all(pledge, by=cast.secretary, on=date(2026, 3, 2))
    assert pledge.frozen["parties"][0]["name"] == OLD
    countersigned = Signature.objects.get(pledge=pledge, role="countersign")
    assert countersigned.unit_name == NEW
    assert pledge_paper(Pledge.objects.get(pk=pledge.pk)).countersignature.unit == NEW


def test_a_signature_bears_the_name_of_its_day(cast):
    pledge = make.make_agreed_pledge(cast.year, by=cast.secretary)
    make.sign_all(pledge, by=cast.secretary, on=date(2026, 1, 31))
    rename(cast)
    assert str(Signature.objects.get(unit=cast.chair_unit)) == f"{OLD} – đơn vị ký"
    assert Pledge.objects.get(pk=pledge.pk).frozen["parties"][0]["name"] == OLD


def test_a_decided_dossier_bears_the_name_on_the_decisions_day_and_its_proposal_that_of_the_year(cast):
    year = make.make_year(make.make_cluster(cast.authority, cast.units, number="9"), 2025)
    row = dossier(cast, "reviewed", cast.chair_unit, year=year)
    proposal = award_actions.add_proposal(
        Proposal(
            cluster_year=year,
            addressee=cast.authority,
            number="1/TTr-CTĐ01",
            dated_on=date(2026, 2, 10),
            signer_unit=cast.chair_unit,
            signatory="Nguyễn Văn An",
        ),
        [row],
        by=cast.secretary,
    )
    award_actions.issue_proposal(proposal, by=cast.secretary)
    row.refresh_from_db()
    award_actions.decide(row, "granted", "12/QĐ-UBND", date(2026, 3, 2), by=cast.secretary)
    rename(cast)
    assert Nomination.objects.get(pk=row.pk).nominee_name == NEW
    paper = proposal_paper(Proposal.objects.get(pk=proposal.pk))
    assert [nominee.name for group in paper.groups for nominee in group.collectives] == [OLD]
    assert Proposal.objects.get(pk=proposal.pk).signer_name == NEW


def test_the_to_do_list_names_the_unit_as_in_the_year(cast):
    year = make.make_year(make.make_cluster(cast.authority, cast.units, number="7"), 2025)
    make.make_term(year, cast.chair_unit)
    make.make_agreed_pledge(year, by=cast.secretary)
    cluster_actions.record_event(
        Arrangement(cast.authority, "rename", RENAMED_ON, (cast.chair_unit,), (NewUnit(NEW),)),
        by=cast.secretary,
    )
    labels = [task.label for task in tasks_of(cast.chair)]
    assert f"Ký giao ước: {OLD}" in labels
    assert not any(NEW in label for label in labels)


def test_the_list_of_clusters_names_the_chair_as_in_the_working_year(cast, sign_in):
    make.make_term(make.make_year(cast.cluster, 2025), cast.chair_unit)
    rename(cast)
    client, url = sign_in(cast.secretary), reverse("clusters:cluster_list")
    assert NEW in main(client.get(url))
    client.post(reverse("clusters:working_year"), {"year": "2025", "next": "/"})
    text = main(client.get(url))
    assert OLD in text
    assert NEW not in text


# --- the year's list of members ------------------------------------------------------------------------


def merge(cast, day):
    """The chair's and the vice-chair's units become one."""
    spec = Arrangement(
        authority=cast.authority,
        kind="merger",
        before=(cast.chair_unit, cast.vice_unit),
        made=(NewUnit("Hội thành viên AB"),),
        effective_on=day,
        keeps_offices=True,
    )
    cluster_actions.record_event(spec, by=cast.secretary)
    return Unit.objects.get(name="Hội thành viên AB")


def members_of(response):
    members = response.context["members"]
    return [[row.name for row in group] for group in (members.present, members.coming, members.left)]


def test_units_that_merged_within_the_year_follow_under_a_heading_of_their_own(cast, sign_in):
    merge(cast, date(2026, 2, 1))
    response = sign_in(cast.officer).get(reverse("clusters:year_detail", args=[cast.year.pk]))
    present, coming, left = members_of(response)
    assert present == ["Hội thành viên AB", "Hội thành viên C", "Hội thành viên D"]
    assert (coming, left) == ([], ["Hội thành viên A", "Hội thành viên B"])
    text = main(response)
    assert "Đơn vị thành viên năm 2026 (3)" in text
    assert "Từ ngày 01/02/2026" in text
    assert "Đến hết ngày 31/01/2026. Hợp nhất, sáp nhập thành Hội thành viên AB." in text
    assert "Thôi là thành viên trong năm" in text


def test_units_that_are_still_to_merge_are_present_and_what_follows_is_to_come(cast, sign_in):
    merge(cast, date(2026, 7, 1))
    response = sign_in(cast.officer).get(reverse("clusters:year_detail", args=[cast.year.pk]))
    present, coming, left = members_of(response)
    assert present[:2] == ["Hội thành viên A", "Hội thành viên B"]
    assert (coming, left) == (["Hội thành viên AB"], [])
    assert "Đến hết ngày 30/06/2026" in main(response)


@pytest.mark.parametrize(
    ("declared", "sentence"), [(4, "tính đến đầu năm"), (3, "Khớp"), (7, "Cần đối chiếu")]
)
def test_the_declared_number_is_held_against_the_list_of_the_year(cast, sign_in, declared, sentence):
    cast.year.declared_units = declared
    cluster_actions.change_year(cast.year, by=None)
    merge(cast, date(2026, 2, 1))
    text = main(sign_in(cast.officer).get(reverse("clusters:year_detail", args=[cast.year.pk])))
    assert sentence in text


def test_the_secretary_stands_among_the_offices(cast, sign_in):
    make.make_term(cast.year, cast.unit, "secretary")
    response = sign_in(cast.officer).get(reverse("clusters:year_detail", args=[cast.year.pk]))
    assert [term.office for term in response.context["terms"]] == ["chair", "vice_chair", "secretary"]
    assert "Cụm trưởng, cụm phó, thư ký" in main(response)
    assert "<strong>Thư ký cụm:</strong>" in main(response)


def test_a_term_that_outlived_its_year_says_that_it_runs_until_the_handover(cast, sign_in):
    past = make.make_year(make.make_cluster(cast.authority, cast.units, number="5"), 2025)
    make.make_term(past, cast.chair_unit, ends_on=None)
    assert ClusterYear.objects.get(pk=past.pk).office_terms.get().ends_on is None
    url = reverse("clusters:year_detail", args=[past.pk])
    assert "Giữ vai trò đến khi bàn giao" in main(sign_in(cast.officer).get(url))
    running = reverse("clusters:year_detail", args=[cast.year.pk])
    assert "Giữ vai trò đến khi bàn giao" not in main(sign_in(cast.officer).get(running))
