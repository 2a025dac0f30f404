from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("ho-so/du-lieu-ca-nhan.zip", views.personal_data, name="personal_data"),
    path("van-ban/", views.document_list, name="document_list"),
    path("van-ban/xuat-excel/", views.document_export, name="document_export"),
    path("van-ban/them/", views.document_add, name="document_add"),
    path("van-ban/<int:pk>/", views.document_detail, name="document_detail"),
    path("van-ban/<int:pk>/sua/", views.document_edit, name="document_edit"),
    path("van-ban/<int:pk>/tep/", views.document_file, name="document_file"),
    path("van-ban/<int:pk>/tep/thay/", views.document_file_change, name="document_file_change"),
    path("van-ban/<int:pk>/tep/bo/", views.document_file_remove, name="document_file_remove"),
]
