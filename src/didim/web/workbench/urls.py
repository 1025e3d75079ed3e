from django.urls import path

from .views import access, boards, calls, commissions, firms, organisation, programmes, rules

app_name = "workbench"
urlpatterns = [
    path("firms/", firms.firm_list, name="firm-list"),
    path("firms/export/", firms.export, name="firm-export"),
    path("firms/new/", firms.firm_create, name="firm-create"),
    path("firms/<int:firm_id>/", firms.firm_detail, name="firm-detail"),
    path("firms/<int:firm_id>/edit/", firms.firm_edit, name="firm-edit"),
    path("firms/<int:firm_id>/years/", firms.firm_year, name="firm-year"),
    path("firms/<int:firm_id>/designations/", firms.firm_designation, name="firm-designation"),
    path("programmes/", programmes.programme_list, name="programme-list"),
    path("programmes/new/", programmes.programme_edit, name="programme-create"),
    path("programmes/<int:programme_id>/", programmes.programme_detail, name="programme-detail"),
    path("programmes/<int:programme_id>/edit/", programmes.programme_edit, name="programme-edit"),
    path("calls/", calls.call_list, name="call-list"),
    path("calls/<int:call_id>/", calls.call_detail, name="call-detail"),
    path("calls/<int:call_id>/edit/", calls.call_edit, name="call-edit"),
    path("calls/<int:call_id>/rule/", rules.edit_rule, name="rule-editor"),
    path("calls/<int:call_id>/revise/", calls.call_revise, name="call-revise"),
    path("calls/<int:call_id>/publish/", calls.call_publish, name="call-publish"),
    path("boards/", boards.board_list, name="board-list"),
    path("boards/<int:board_id>/", boards.board_detail, name="board-detail"),
    path("commissions/", commissions.commission_list, name="commission-list"),
    path("departments/", organisation.department_list, name="department-list"),
    path("places/", organisation.place_list, name="place-list"),
    path("access/", access.review, name="access-review"),
    path("access/download/", access.download, name="access-download"),
]
