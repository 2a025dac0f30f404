"""What the pages of score sheets share: breadcrumbs, way back, the mark of sample data."""

from django.urls import reverse

from clusters.views import trail


def of_year(year):
    return {
        "year": year,
        "crumbs": trail.of_year(year),
        "back_url": trail.to_year(year),
        "sample": year.cluster.authority.is_sample,
        "working_year": year.year,
    }


def of_board(year):
    frame, url = of_year(year), board_url(year)
    return {**frame, "crumbs": [*frame["crumbs"], ("Chấm điểm", url)], "back_url": url}


def of_sheet(sheet, anchor=""):
    frame, url = of_board(sheet.table.cluster_year), sheet_url(sheet)
    return {
        **frame,
        "sheet": sheet,
        "crumbs": [*frame["crumbs"], (sheet.unit_name, url)],
        "back_url": url + anchor,
    }


def board_url(year):
    return reverse("awards:score_board", args=[year.pk])


def sheet_url(sheet, anchor=""):
    return reverse("awards:score_sheet", args=[sheet.pk]) + anchor


def at(criterion_id):
    """Return the place of a criterion on its sheet."""
    return f"#c{criterion_id}" if criterion_id else "#giai-trinh"
