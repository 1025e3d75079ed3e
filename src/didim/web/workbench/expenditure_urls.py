"""Addresses of the check of expenditures and of their payments."""

from django.urls import path

from .views import assets, banned, expenditures

urlpatterns = [
    path("expenditures/", expenditures.expenditure_list, name="expenditure-list"),
    path("expenditures/<int:expenditure_id>/", expenditures.detail, name="expenditure-detail"),
    path("assets/", assets.asset_list, name="asset-list"),
    path("assets/export/", assets.export, name="asset-export"),
    path("assets/<int:asset_id>/", assets.detail, name="asset"),
    path("assets/<int:asset_id>/seen/", assets.seen, name="asset-seen"),
    path("assets/<int:asset_id>/dispose/", assets.dispose, name="asset-dispose"),
    path("assets/<int:asset_id>/refuse/", assets.refuse_disposing, name="asset-refuse"),
    path("agreements/<int:agreement_id>/banned/", banned.banned_list, name="banned-list"),
    path("agreements/<int:agreement_id>/banned/new/", banned.add, name="banned-add"),
    path("banned/<int:banned_id>/end/", banned.end, name="banned-end"),
    path("expenditures/<int:expenditure_id>/act/", expenditures.act, name="expenditure-act"),
    path(
        "expenditures/<int:expenditure_id>/findings/<int:finding_id>/",
        expenditures.finding,
        name="expenditure-finding",
    ),
    path("expenditures/<int:expenditure_id>/approval/", expenditures.approval, name="expenditure-approval"),
    path("expenditures/<int:expenditure_id>/pay/", expenditures.pay, name="expenditure-pay"),
    path(
        "expenditures/<int:expenditure_id>/payments/<int:payment_id>/refund/",
        expenditures.refund,
        name="expenditure-refund",
    ),
    path(
        "expenditures/<int:expenditure_id>/files/<int:evidence_id>/",
        expenditures.evidence_file,
        name="expenditure-file",
    ),
]
