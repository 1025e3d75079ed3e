from django.urls import path

from .views import access, firms

app_name = "workbench"
urlpatterns = [
    path("firms/", firms.firm_list, name="firm-list"),
    path("firms/export/", firms.export, name="firm-export"),
    path("firms/new/", firms.firm_create, name="firm-create"),
    path("firms/<int:firm_id>/", firms.firm_detail, name="firm-detail"),
    path("firms/<int:firm_id>/edit/", firms.firm_edit, name="firm-edit"),
    path("firms/<int:firm_id>/years/", firms.firm_year, name="firm-year"),
    path("firms/<int:firm_id>/designations/", firms.firm_designation, name="firm-designation"),
    path("access/", access.review, name="access-review"),
    path("access/download/", access.download, name="access-download"),
]
