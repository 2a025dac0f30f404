"""What the pages of one pledge or one conference share: breadcrumbs, way back, the mark of sample data."""

from django.urls import reverse

from pledges.workspace import PASSED_ON

FOLLOW_UPS = "#viec"


def of_year(year):
    return {
        "crumbs": [
            ("Giao ước", reverse("pledges:pledge_list")),
            (str(year), reverse("clusters:year_detail", args=[year.pk])),
        ],
        "back_url": reverse("clusters:year_detail", args=[year.pk]),
        "sample": year.cluster.authority.is_sample,
    }


def of_pledge(pledge, anchor=""):
    frame = of_year(pledge.cluster_year)
    url = pledge_url(pledge)
    name = f"{pledge.title} của {pledge.unit_label}" if pledge.unit_id else pledge.title
    return {**frame, "crumbs": [*frame["crumbs"], (name, url)], "back_url": url + anchor}


def of_conference(ceremony, anchor=""):
    frame = of_year(ceremony.cluster_year)
    url = conference_url(ceremony)
    label = ceremony.get_kind_display()
    return {**frame, "crumbs": [*frame["crumbs"], (label, url)], "back_url": url + anchor}


def of_follow_up(follow_up):
    """A task that was handed over leads to the year in which it stands."""
    if not follow_up.passed_to_id:
        return of_conference(follow_up.ceremony, FOLLOW_UPS)
    frame = of_year(follow_up.passed_to)
    return {**frame, "back_url": f"{frame['back_url']}#{PASSED_ON}"}


def pledge_url(pledge, anchor=""):
    return reverse("pledges:pledge_detail", args=[pledge.pk]) + anchor


def writing_url(pledge, anchor=""):
    return reverse("pledges:pledge_write", args=[pledge.pk]) + anchor


def registrations_url(pledge):
    return reverse("pledges:registration_table", args=[pledge.pk])


def where_from(request, pledge, anchor=""):
    """Return the page that a form came from: the one for writing (``ve=soan``), else the pledge's own."""
    is_desk = "soan" in (request.POST.get("ve"), request.GET.get("ve"))
    return writing_url(pledge, anchor) if is_desk else pledge_url(pledge, anchor)


def conference_url(ceremony, anchor=""):
    return reverse("pledges:ceremony_detail", args=[ceremony.pk]) + anchor


def signing_url(signature):
    """Return where the next unit signs: the conference's table when it was signed there, else the pledge's."""
    if signature.ceremony_id:
        return conference_url(signature.ceremony, "#ky-ket")
    return pledge_url(signature.pledge, "#chu-ky")


def signing_console_url(signature, anchor=""):
    """Return the console of the conference at which the signature is given, else the pledge's own table."""
    held = (
        signature.ceremony
        or signature.pledge.cluster_year.signing_ceremonies.order_by("starts_on", "pk").last()
    )
    if held is None:
        return pledge_url(signature.pledge, "#chu-ky")
    return reverse("pledges:console", args=[held.pk]) + anchor
