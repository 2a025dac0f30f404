"""One walk over every address, as somebody who may open it and as a stranger: what the answers carry, hold, offer.

And every address asked by those who may not, in the way that changes something.
"""

import copy
import html
import io
import os
import re
import zipfile
from dataclasses import dataclass

import pytest
from django import forms
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from audit.models import Event
from clusters import actions as cluster_actions
from clusters.models import Person
from documents import actions as document_actions
from documents.models import OfficialDocument
from pledges import actions as pledge_actions
from pledges.models import Participant
from tests import factories as make
from tests.test_access import PUBLIC, TABLE, WHO, address, answers_are_kept, standing_stage
from tests.test_hostile import Reading

pytestmark = pytest.mark.slow

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
KEPT_FOR_A_WHILE = {"pledges:photo_preview"}  # a small picture, in the reader's own browser for an hour
EVERY = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "torture" else 3
SOME = 8  # what only refuses is looked at on every eighth address: one page stands for all
ASKED_AGAIN = "no-cache"  # kept, but never shown without asking this site first
YEAR_SWITCH = re.compile(r'<select id="working-year".*?</select>', re.DOTALL)
TELLS_TOO_MUCH = {"Server", "X-Powered-By", "Via", "X-AspNet-Version"}


def faults_of_headers(response, name=""):
    """Say what is missing or too much in the headers of one answer."""
    headers, found = response.headers, []
    for header, wanted in ALWAYS.items():
        if headers.get(header) not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            found.append(f"{header}: {headers.get(header)}")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    found += faults_of_policy(headers.get("Content-Security-Policy", ""), headers.get("Content-Type", ""))
    kept = headers.get("Cache-Control", "")
    if not ("no-store" in kept or (ASKED_AGAIN in kept and "private" in kept) or name in KEPT_FOR_A_WHILE):
        found.append(f"Cache-Control: {kept}")
    found += sorted(TELLS_TOO_MUCH & set(headers))
    for cookie in response.cookies.values():
        if not (cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict")):
            found.append(f"cookie {cookie.key}")
    return found


def faults_of_policy(policy, content_type):
    directives = {name: values for name, *values in map(str.split, filter(str.strip, policy.split(";")))}
    if directives.get("default-src") != ["'none'"]:
        yield f"default-src: {policy}"
    for name, values in directives.items():
        if name == "sandbox" or (name == "style-src" and content_type == "application/pdf"):
            continue  # the browser's own viewer of a PDF styles its page inline; a PDF has no page of ours
        if not set(values) <= {"'none'", "'self'", "data:"} or ("data:" in values and name != "img-src"):
            yield f"{name}: {values}"
    if "sandbox" not in directives and directives.get("frame-ancestors") != ["'none'"]:
        yield "frame-ancestors"


@dataclass(frozen=True)
class Answer:
    name: str
    who: str
    status: int
    faults: tuple
    markup: tuple
    offered: tuple  # (name of a field, the strange record that it offers)


@pytest.fixture(scope="module")
def set_stage(django_db_setup, django_db_blocker, tmp_path_factory):
    with answers_are_kept(), standing_stage(django_db_blocker, tmp_path_factory) as stage:
        stage.strange = records_elsewhere(stage.cast)
        yield stage


@pytest.fixture
def stage(db, set_stage):
    return copy.deepcopy(set_stage)


def records_elsewhere(cast):
    """One record of the kinds that forms offer, of an authority whose books the cast may not see."""
    by, there = cast.outsider, cast.other_authority
    unit = make.make_unit(there)
    cluster = make.make_cluster(there, [unit])
    year = make.make_year(cluster, 2026)
    paper = OfficialDocument(kind="QC", title="Quy chế nơi khác", authority=there)
    ceremony = make.make_ceremony(year, by=by)
    pledge = make.make_pledge(year, by=by)
    return [
        *(there, unit, cluster, year, ceremony, pledge, pledge.contents.get()),
        cluster_actions.add_person(Person(authority=there, full_name="Người nơi khác"), by=by),
        document_actions.add_document(paper, by=by),
        pledge_actions.add_participant(Participant(ceremony=ceremony, name="Khách"), by=by),
        make.make_nomination(year, unit, make.make_award("KHAC"), by=by),
    ]


@pytest.fixture(scope="module")
def answers(set_stage, django_db_blocker):
    """What every address answers to a stranger and to the first of those who may; nothing is changed by looking."""
    with django_db_blocker.unblock():
        return list(walk(set_stage))


def walk(stage):
    clients = {letter: signed_in(stage, letter) for letter in WHO}
    stranger = Client()
    for place, (name, (method, record, allowed, hidden)) in enumerate(TABLE.items()):
        url = address(name, getattr(stage, record) if record else None)
        refused = [*hidden[:1], *sorted(set("NVM") - set(allowed) - set(hidden))[:1]]
        for who in (first(allowed), *(refused if place % SOME == 0 else ())):
            yield look(stage, name, who, clients[who].get(url))
        yield look(stage, name, "stranger", stranger.generic(method.upper(), url))
    for model in admin.site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add"):
            url = reverse(f"{place}_{page}")
            yield look(stage, f"{place}_{page}", "A", clients["A"].get(url))
            yield look(stage, f"{place}_{page}", "S", clients["S"].get(url))
    for name in sorted(PUBLIC & {"account_login", "clusters:paper_lookup", "account_inactive"}):
        yield look(stage, name, "stranger", stranger.get(reverse(name)))


def first(allowed):
    """Somebody who may, or, where nobody has such a record of their own, the administrator."""
    return allowed[:1] or "A"


def signed_in(stage, letter):
    client = Client()
    client.force_login(stage.cast.users[WHO[letter]])
    return client


def look(stage, name, who, response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    markup = ()
    if response.headers.get("Content-Type", "").startswith("text/html") and content:
        text = content.decode()
        markup = tuple(str(fault) for fault in Reading(text).faults)
        markup += tuple(switch for switch in YEAR_SWITCH.findall(text) if not offers_years(switch))
        markup += tuple(way for way in ('src="http:', 'href="javascript:', 'action="http') if way in text)
    offered = tuple(offers_of(stage, response)) if who != "stranger" else ()
    return Answer(name, who, response.status_code, tuple(faults_of_headers(response, name)), markup, offered)


def offers_years(switch):
    """Whether the frame's choice of years offers years: a page's own variable may have taken their name."""
    offered = re.findall(r'<option value="([^"]*)"', switch)
    return offered and all(year.isdecimal() and len(year) == 4 for year in offered)


def offers_of(stage, response):
    """Yield what the forms of a page offer of the other authority, to one who has no business there."""
    for form in {id(form): form for form in forms_in(response.context)}.values():
        for field_name, field in form.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                strange = [row.pk for row in stage.strange if isinstance(row, field.queryset.model)]
                if strange and field.queryset.filter(pk__in=strange).exists():
                    yield field_name, field.queryset.model.__name__


def forms_in(contexts):
    for context in contexts or ():
        for layer in getattr(context, "dicts", ()):
            for value in layer.values():
                if isinstance(value, forms.BaseForm):
                    yield value
                elif isinstance(value, forms.BaseFormSet):
                    yield from value.forms


def wrong(answers, what):
    return {(row.name, row.who, row.status): getattr(row, what) for row in answers if getattr(row, what)}


def test_every_answer_carries_the_headers_of_protection(answers):
    assert {row.status for row in answers} >= {200, 302, 403, 404, 405}
    assert {row.name for row in answers} >= set(TABLE)
    assert wrong(answers, "faults") == {}


def test_no_page_holds_a_script_or_a_style_of_its_own_nor_an_address_without_encryption(answers):
    assert wrong(answers, "markup") == {}


def test_no_form_offers_a_record_of_another_authority(answers):
    found = wrong([row for row in answers if row.who not in "AX"], "offered")
    assert found == {}


FORMULA = "=HYPERLINK(cmd|'/C calc'!A0)"


def test_no_list_as_an_excel_file_holds_a_formula_whatever_people_typed(stage):
    """Every list of the product, with names that a spreadsheet would run; each stands there as the text it is."""
    for row, field in (
        *[(unit, "name") for unit in stage.cast.units],
        *(
            (stage.person, "full_name"),
            (stage.cluster, "note"),
            (stage.participant, "name"),
            (stage.remark, "text"),
        ),
        *(
            (stage.comment, "text"),
            (stage.document, "title"),
            (stage.agenda_item, "text"),
            (stage.photo, "caption"),
        ),
        *(
            (stage.follow_up, "text"),
            (stage.criterion, "name"),
            (stage.award, "name"),
            (stage.authority, "short_name"),
        ),
    ):
        type(row).objects.filter(pk=row.pk).update(**{field: f"{FORMULA} {row.pk}"})
    clients, told, found = {letter: signed_in(stage, letter) for letter in WHO}, 0, []
    for name, (_, record, allowed, _) in TABLE.items():
        if name.endswith("_export"):
            answer = clients[allowed[0]].get(address(name, getattr(stage, record) if record else None))
            with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
                pages = [book.read(part) for part in book.namelist() if part.startswith("xl/worksheets/")]
                texts = book.read("xl/sharedStrings.xml").decode()
            told += FORMULA in html.unescape(texts)
            found += [name for page in pages if b"<f" in page or b"<hyperlink" in page]
    assert found == []
    assert told > 15


def test_a_post_without_the_token_is_refused_at_every_address(stage):
    before, answers = Event.deeds.count(), {}
    for name, (_, record, allowed, _) in TABLE.items():
        client = Client(enforce_csrf_checks=True)
        client.force_login(stage.cast.users[WHO[first(allowed)]])
        answers[name] = client.post(
            address(name, getattr(stage, record) if record else None), {"x": "1"}
        ).status_code
    for name in ("account_login", "account_signup"):
        answers[name] = Client(enforce_csrf_checks=True).post(reverse(name)).status_code
    assert {name: code for name, code in answers.items() if code != 403} == {}
    assert Event.deeds.count() == before


def test_no_way_of_asking_leads_to_a_record_of_others(stage):
    """Where the table says that a record does not exist for the other secretariat, it does not for any method."""
    client, found = signed_in(stage, "X"), {}
    for place, (name, (_, record, _, hidden)) in enumerate(TABLE.items()):
        if "X" in hidden and place % EVERY == 0:
            url = address(name, getattr(stage, record) if record else None)
            for way in ("post", "put", "delete", "patch") if place % SOME == 0 else ("post",):
                code = getattr(client, way)(url).status_code
                if code not in (404, 405):
                    found[name, way] = code
    assert found == {}


def test_who_may_not_may_not_by_post_either(stage):
    """Who is inside the scope and is refused the page is refused the change behind it, whatever else is sent."""
    found, before = {}, Event.deeds.count()
    clients = {letter: signed_in(stage, letter) for letter in WHO}
    for name, (_, record, allowed, hidden) in list(TABLE.items())[::EVERY]:
        for letter in sorted(set(WHO) - set(allowed) - set(hidden))[:1]:
            url = address(name, getattr(stage, record) if record else None)
            sent = {"data": {"_method": "DELETE"}, "headers": {"X-HTTP-Method-Override": "GET"}}
            if (code := clients[letter].post(url, **sent).status_code) not in (403, 405):
                found[name, letter] = code
    assert found == {}
    assert Event.deeds.count() == before
