"""Every kind of page in a real browser, on the demonstration data: it fits the phone, everybody can read it,
and the strict content policy finds nothing to refuse."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from awards import demo
from awards.models import AwardForm, Nomination, Proposal
from clusters.models import Authority, Cluster, ClusterYear, OfficeTerm, Person, Unit
from documents.models import OfficialDocument
from pledges import actions
from pledges.models import Ceremony, Pledge, Signature
from tests.factories import agree

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "xem-moi-trang-2026"
WIDTHS = (1440, 820, 360)


def addresses():
    """Return one address of every kind of page, the busiest record of each kind where there is a choice."""
    year = date.today().year
    sample = ClusterYear.objects.get(year=year, cluster__authority__is_sample=True)
    recorded = ClusterYear.objects.get(year=2023, cluster__symbol="CTĐ02")
    commenting = Pledge.objects.get(cluster_year=sample)
    own = Pledge.objects.filter(shape="per_unit").first()
    received = Nomination.objects.filter(status="appraised").first()
    decided = Nomination.objects.filter(status="decided").first()
    yield from (
        reverse(name)
        for name in (
            "clusters:overview",
            "clusters:cluster_list",
            "clusters:cluster_add",
            "clusters:unit_list",
            "clusters:person_list",
            "clusters:authority_list",
            "clusters:user_list",
            "clusters:invitation_list",
            "clusters:invitation_add",
            "accounts:session_list",
            "mfa_index",
            "pledges:pledge_list",
            "pledges:ceremony_list",
            "awards:award_list",
            "awards:nomination_list",
            "awards:proposal_list",
            "awards:statistics",
            "documents:document_list",
            "documents:document_add",
            "accounts:profile",
            "account_change_password",
        )
    )
    yield reverse("clusters:search") + "?q=hai+phong"
    yield reverse("awards:nominations_move") + f"?ho_so={received.pk}&buoc=tra-lai"
    yield "/khong-co-trang-nay/"
    for name, record in (
        ("clusters:authority_detail", Authority.objects.get(short_name="VUSTA")),
        ("clusters:cluster_detail", Cluster.objects.get(symbol="CTĐ02")),
        ("clusters:member_add", sample.cluster),
        ("clusters:unit_detail", Unit.objects.get(name="Liên hiệp Hội Hải Phòng", ended_on=None)),
        ("clusters:person_detail", Person.objects.get(full_name="Lê Quang Đại")),
        ("clusters:year_detail", sample),
        ("clusters:year_detail", recorded),
        ("clusters:year_history", sample),
        ("clusters:plan_edit", sample),
        ("clusters:office_add", sample),
        ("clusters:office_edit", OfficeTerm.objects.first()),
        ("pledges:pledge_detail", commenting),
        ("pledges:pledge_detail", own),
        ("pledges:pledge_agree", commenting),
        ("pledges:pledge_write", commenting),
        ("pledges:registration_table", commenting),
        ("pledges:target_add", commenting),
        ("pledges:contents_paste", commenting),
        ("pledges:ceremony_detail", Ceremony.objects.get(kind="both")),
        ("pledges:ceremony_detail", sample.signing_ceremonies.get()),
        ("pledges:ceremony_add", sample),
        ("awards:award_detail", AwardForm.objects.first()),
        ("awards:nomination_detail", received),
        ("awards:nomination_detail", decided),
        ("awards:nomination_add", sample),
        ("awards:review_progress", sample),
        ("awards:award_record", sample),
        ("awards:proposal_detail", Proposal.objects.first()),
        ("documents:document_detail", OfficialDocument.objects.get(number="222/QĐ-MTTW")),
    ):
        yield reverse(name, args=[record.pk])


@pytest.fixture
def visit(browser, browser_context_args, transactional_db):
    """Sign somebody in, each in a browser of their own."""
    demo.enter(date.today(), PASSWORD)
    refused, contexts = [], []

    def sign_in(username):
        contexts.append(browser.new_context(**browser_context_args))
        page = contexts[-1].new_page()
        page.on(
            "console", lambda line: refused.append(line.text) if "Content Security" in line.text else None
        )
        page.goto("/dang-nhap/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(f"**{reverse('clusters:overview')}")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert refused == []


# Words in tables that go on in the next line.
BROKEN_WORDS = """() => [...document.querySelectorAll("main td, main th")].flatMap((cell) => {
  const found = [], texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange();
  while (texts.nextNode()) {
    const text = texts.currentNode;
    range.selectNodeContents(text);
    if (range.getClientRects().length < 2) continue;
    if (text.parentElement.closest("code, option, textarea, .visually-hidden")) continue;
    for (const word of text.data.matchAll(/[^\\s\\-–/@._:]+/g)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const tops = [...range.getClientRects()].filter((box) => box.width).map((box) => box.top);
      if (Math.max(...tops) - Math.min(...tops) > 4) found.push(word[0]);
    }
  }
  return found;
})"""


def crowded(page):
    """Say by how many pixels the page can be pushed sideways, and which words its tables break, at each width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        spare = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if extra := page.evaluate(spare):
            yield f"{extra} px too wide at {width}"
        if words := page.evaluate(BROKEN_WORDS):
            yield f"broken at {width}: {', '.join(words)}"


def faults(page, address):
    page.goto(address)
    broken = [f"{address}: {fault}" for fault in crowded(page)]
    page.set_viewport_size({"width": 1440, "height": 900})
    for violation in Axe().run(page).response["violations"]:
        broken += [f"{address}: {violation['id']} {node['html'][:120]}" for node in violation["nodes"][:2]]
    return broken


def test_every_page_fits_and_can_be_read_by_everybody(visit):
    """One entry of the demo serves all; the signing form comes last, for it needs a text that is agreed."""
    page = visit("thuky")
    assert [fault for address in addresses() for fault in faults(page, address)] == []
    received = Nomination.objects.filter(status="appraised")
    page = visit("lanhdao")
    pages = [reverse("awards:review_queue"), reverse("awards:nomination_review", args=[received.first().pk])]
    assert [fault for address in pages for fault in faults(page, address)] == []
    the_administration_keeps_to_the_policy_and_speaks_vietnamese(visit("quantri"))
    the_signing_form_fits_a_phone(visit("cumtruong"))


def the_signing_form_fits_a_phone(page):
    pledge = Pledge.objects.get(status="commenting")
    chair = User.objects.get(username="cumtruong")
    for comment in pledge.comments.filter(verdict="open"):
        actions.answer(comment, "Đã bổ sung.", "accepted", by=chair)
    agree(pledge, by=chair)
    place = Signature.objects.filter(pledge=pledge).first()
    pages = [
        reverse("pledges:signature_sign", args=[place.pk]),
        reverse("pledges:ceremony_detail", args=[pledge.cluster_year.signing_ceremonies.get().pk]),
    ]
    assert [fault for address in pages for fault in faults(page, address)] == []


def the_administration_keeps_to_the_policy_and_speaks_vietnamese(page):
    page.get_by_role("link", name="Quản trị", exact=True).click()
    for name in ("accounts_user_changelist", "accounts_assignment_add", "clusters_cluster_changelist"):
        page.goto(reverse(f"admin:{name}"))
        expect(page.locator("html")).to_have_attribute("lang", "vi")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
    page.goto(reverse("admin:clusters_cluster_change", args=[Cluster.objects.get(symbol="CTĐ02").pk]))
    page.fill("[name=note]", "Ghi chú thử")
    page.get_by_role("button", name="Lưu", exact=True).first.click()
    expect(page.locator(".messagelist")).to_contain_text("Cụm thi đua số 02")
    assert Cluster.objects.get(symbol="CTĐ02").note == "Ghi chú thử"
