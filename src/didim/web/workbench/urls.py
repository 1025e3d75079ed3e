from django.urls import path

from .views import access, boards, commissions, firms, organisation

app_name = "workbench"
urlpatterns = [
    path("firms/", firms.firm_list, name="firm-list"),
    path("firms/export/", firms.export, name="firm-export"),
    path("firms/new/", firms.firm_create, name="firm-create"),
    path("firms/<int:firm_id>/", firms.firm_detail, name="firm-detail"),
    path("firms/<int:firm_id>/edit/", firms.firm_edit, name="firm-edit"),
    path("firms/<int:firm_id>/years/", firms.firm_year, name="firm-year"),
    path("firms/<int:firm_id>/designations/", firms.firm_designation, name="firm-designation"),
    path("boards/", boards.board_list, name="board-list"),
    path("boards/<int:board_id>/", boards.board_detail, name="board-detail"),
    path("commissions/", commissions.commission_list, name="commission-list"),
    path("departments/", organisation.department_list, name="department-list"),
    path("places/", organisation.place_list, name="place-list"),
    path("access/", access.review, name="access-review"),
    path("access/download/", access.download, name="access-download"),
]
