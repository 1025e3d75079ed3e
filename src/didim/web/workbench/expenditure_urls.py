"""Addresses of the check of expenditures and of their payments."""

from django.urls import path

from .views import expenditures

urlpatterns = [
    path("expenditures/", expenditures.expenditure_list, name="expenditure-list"),
    path("expenditures/<int:expenditure_id>/", expenditures.detail, name="expenditure-detail"),
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
