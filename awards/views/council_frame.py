"""Breadcrumbs and ways back of the pages of a session and of what it votes on."""

from django.urls import reverse

from awards.views import frame


def session_url(session, anchor=""):
    return reverse("awards:council_detail", args=[session.pk]) + anchor


def motion_url(motion):
    return reverse("awards:motion_detail", args=[motion.pk])


def of_list(year):
    found = frame.of_year(year)
    first, of_year = found["crumbs"]
    return {**found, "crumbs": [first, ("Phiên họp", reverse("awards:council_list")), of_year]}


def of_session(session, anchor=""):
    found, url = of_list(session.cluster_year), session_url(session)
    return {**found, "crumbs": [*found["crumbs"], (session.title, url)], "back_url": url + anchor}


def of_motion(motion):
    found, url = of_session(motion.session), motion_url(motion)
    return {**found, "crumbs": [*found["crumbs"], (str(motion), url)], "back_url": url}


def of_ballot(motion):
    """On a phone the way back is short: the session, then the question."""
    found = of_motion(motion)
    return {**found, "crumbs": found["crumbs"][-2:]}
