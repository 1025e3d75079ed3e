"""Addresses of a firm's agreements."""

from django.urls import path

from .views import agreements

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/<int:agreement_id>/", agreements.agreement_detail, name="agreement-detail"),
    path("agreements/<int:agreement_id>/sign/", agreements.agreement_sign, name="agreement-sign"),
    path("agreements/<int:agreement_id>/change/", agreements.change_new, name="agreement-change"),
    path(
        "agreements/<int:agreement_id>/versions/<int:number>.pdf",
        agreements.agreement_paper,
        name="agreement-paper",
    ),
    path(
        "agreement-changes/<int:change_id>/withdraw/",
        agreements.change_withdraw,
        name="agreement-change-withdraw",
    ),
    path("gates/<int:gate_id>/report/", agreements.gate_report, name="gate-report"),
]
