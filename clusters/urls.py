from django.urls import path

from clusters.views import clusters, lineage, offices, overview, people, plans, provinces, units, years

app_name = "clusters"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("nam-lam-viec/", overview.working_year, name="working_year"),
    path("tim-kiem/", overview.search, name="search"),
    # clusters and members
    path("cum/", clusters.cluster_list, name="cluster_list"),
    path("cum/xuat-excel/", clusters.cluster_export, name="cluster_export"),
    path("cum/them/", clusters.cluster_add, name="cluster_add"),
    path("cum/<int:pk>/", clusters.cluster_detail, name="cluster_detail"),
    path("cum/<int:pk>/sua/", clusters.cluster_edit, name="cluster_edit"),
    path("cum/<int:pk>/thanh-vien/them/", clusters.member_add, name="member_add"),
    path("cum/<int:pk>/thanh-vien/thu-tu/", clusters.member_order, name="member_order"),
    path("thanh-vien/<int:pk>/sua/", clusters.member_edit, name="member_edit"),
    # units and authorities
    path("don-vi/", units.unit_list, name="unit_list"),
    path("don-vi/xuat-excel/", units.unit_export, name="unit_export"),
    path("don-vi/them/", units.unit_add, name="unit_add"),
    path("don-vi/<int:pk>/", units.unit_detail, name="unit_detail"),
    path("don-vi/<int:pk>/sua/", units.unit_edit, name="unit_edit"),
    path("don-vi/<int:pk>/ten-cu/them/", lineage.unit_name_add, name="unit_name_add"),
    path("ten-cu/<int:pk>/sua/", lineage.unit_name_edit, name="unit_name_edit"),
    path("ten-cu/<int:pk>/bo/", lineage.unit_name_remove, name="unit_name_remove"),
    path("don-vi/<int:pk>/sap-xep/them/", lineage.unit_event_add, name="unit_event_add"),
    path("sap-xep/<int:pk>/", lineage.unit_event_detail, name="unit_event_detail"),
    path("sap-xep/<int:pk>/sua/", lineage.unit_event_edit, name="unit_event_edit"),
    path("sap-xep/<int:pk>/huy/", lineage.unit_event_revert, name="unit_event_revert"),
    path("don-vi/danh-muc-tinh/", provinces.province_units, name="province_units"),
    path("co-quan/", units.authority_list, name="authority_list"),
    path("co-quan/<int:pk>/", units.authority_detail, name="authority_detail"),
    # people
    path("nhan-su/", people.person_list, name="person_list"),
    path("nhan-su/xuat-excel/", people.person_export, name="person_export"),
    path("nhan-su/them/", people.person_add, name="person_add"),
    path("nhan-su/<int:pk>/", people.person_detail, name="person_detail"),
    path("nhan-su/<int:pk>/sua/", people.person_edit, name="person_edit"),
    path("nhan-su/<int:pk>/chuc-vu/them/", people.post_add, name="post_add"),
    path("chuc-vu/<int:pk>/sua/", people.post_edit, name="post_edit"),
    # years
    path("cum/<int:pk>/nam/them/", years.year_add, name="year_add"),
    path("nam/<int:pk>/", years.year_detail, name="year_detail"),
    path("nam/<int:pk>/sua/", years.year_edit, name="year_edit"),
    path("nam/<int:pk>/nhat-ky/", years.year_history, name="year_history"),
    path("nam/<int:pk>/chu-de/them/", years.theme_add, name="theme_add"),
    path("chu-de/<int:pk>/sua/", years.theme_edit, name="theme_edit"),
    path("chu-de/<int:pk>/bo/", years.theme_remove, name="theme_remove"),
    path("nam/<int:pk>/ke-hoach/", plans.plan_edit, name="plan_edit"),
    path("nam/<int:pk>/ke-hoach/noi-dung/them/", plans.plan_item_add, name="plan_item_add"),
    path("ke-hoach/noi-dung/<int:pk>/sua/", plans.plan_item_edit, name="plan_item_edit"),
    path("ke-hoach/noi-dung/<int:pk>/bo/", plans.plan_item_remove, name="plan_item_remove"),
    path("nam/<int:pk>/vai-tro/them/", offices.office_add, name="office_add"),
    path("vai-tro/<int:pk>/sua/", offices.office_edit, name="office_edit"),
    path("vai-tro/<int:pk>/ket-thuc/", offices.office_end, name="office_end"),
]
