"""What the pages of this section share: tabs, breadcrumbs, way back, the mark of sample data."""

from django.urls import reverse

from accounts.access import Permission, can_somewhere

LISTS = [
    ("nominations", "Hồ sơ đề nghị", "awards:nomination_list", Permission.VIEW_NOMINATION),
    ("queue", "Xét hồ sơ", "awards:review_queue", Permission.REVIEW),
    ("council", "Phiên họp", "awards:council_list", Permission.VIEW),
    ("proposals", "Tờ trình", "awards:proposal_list", Permission.VIEW_NOMINATION),
    ("decisions", "Quyết định", "awards:decision_list", Permission.VIEW_NOMINATION),
    ("letters", "Thư, thông báo", "awards:letter_list", Permission.VIEW_NOMINATION),
    ("conferrals", "Trao tặng", "awards:conferral_list", Permission.VIEW_NOMINATION),
    ("prizes", "Tiền thưởng", "awards:prize_list", Permission.VIEW_NOMINATION),
    ("awards", "Danh mục khen thưởng", "awards:award_list", Permission.VIEW),
]


def tabs(user, here):
    return [
        {"label": label, "url": reverse(name), "is_here": key == here}
        for key, label, name, permission in LISTS
        if can_somewhere(user, permission)
    ]


def of_year(year):
    url = reverse("clusters:year_detail", args=[year.pk])
    return {
        "crumbs": [("Bình xét và khen thưởng", reverse("awards:nomination_list")), (str(year), url)],
        "back_url": url,
        "sample": year.cluster.authority.is_sample,
        "working_year": year.year,
    }


def of_nomination(nomination, anchor=""):
    frame, url = of_year(nomination.cluster_year), nomination_url(nomination)
    label = f"Đề nghị cho {nomination.nominee_name}"
    return {**frame, "crumbs": [*frame["crumbs"], (label, url)], "back_url": url + anchor}


def of_proposal(proposal):
    frame, url = of_year(proposal.cluster_year), proposal_url(proposal)
    return {**frame, "crumbs": [*frame["crumbs"], (proposal_name(proposal), url)], "back_url": url}


def proposal_name(proposal):
    return f"Tờ trình số {proposal.number}" if proposal.number else "Tờ trình (dự thảo)"


def of_decision(decision):
    url = decision_url(decision)
    lists = ("Quyết định", reverse("awards:decision_list"))
    return {
        "crumbs": [
            ("Bình xét và khen thưởng", reverse("awards:nomination_list")),
            lists,
            (str(decision), url),
        ],
        "back_url": url,
        "sample": decision.authority.is_sample,
    }


def of_letter(letter):
    url = reverse("awards:letter_detail", args=[letter.pk])
    lists = ("Thư, thông báo", reverse("awards:letter_list"))
    return {
        "crumbs": [("Bình xét và khen thưởng", reverse("awards:nomination_list")), lists, (str(letter), url)],
        "back_url": url,
        "sample": letter.authority.is_sample,
    }


def decision_url(decision, anchor=""):
    return reverse("awards:decision_detail", args=[decision.pk]) + anchor


def nomination_url(nomination, anchor=""):
    return reverse("awards:nomination_detail", args=[nomination.pk]) + anchor


def proposal_url(proposal):
    return reverse("awards:proposal_detail", args=[proposal.pk])
