"""Breadcrumbs of the form pages: (label, url) from the section down to the record."""

from django.urls import reverse


def of_clusters():
    return [("Cụm thi đua", reverse("clusters:cluster_list"))]


def of_cluster(cluster):
    return [*of_clusters(), (str(cluster), to_cluster(cluster))]


def of_year(year):
    return [*of_cluster(year.cluster), (f"Năm {year.year}", to_year(year))]


def of_units():
    return [*of_clusters(), ("Đơn vị", reverse("clusters:unit_list"))]


def of_unit(unit):
    return [*of_units(), (unit.label, to_unit(unit))]


def of_people():
    return [*of_clusters(), ("Nhân sự", reverse("clusters:person_list"))]


def to_cluster(cluster):
    return reverse("clusters:cluster_detail", args=[cluster.pk])


def to_year(year, anchor=""):
    return reverse("clusters:year_detail", args=[year.pk]) + (f"#{anchor}" if anchor else "")


def to_unit(unit, anchor=""):
    return reverse("clusters:unit_detail", args=[unit.pk]) + (f"#{anchor}" if anchor else "")


def to_person(person):
    return reverse("clusters:person_detail", args=[person.pk])
