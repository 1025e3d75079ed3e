"""Addresses of agreements, parts of the grant, examinations and changes."""

from django.urls import path

from .views import agreement_acts as acts
from .views import agreements, call_agreements

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement-list"),
    path("agreements/to-conclude/", agreements.agreement_todo, name="agreement-todo"),
    path("decisions/<int:decision_id>/agreement/", agreements.agreement_new, name="agreement-new"),
    path("calls/<int:call_id>/agreements/", call_agreements.call_agreements, name="call-agreements"),
    path("calls/<int:call_id>/second-stage/", call_agreements.second_stage, name="second-stage"),
    path("agreements/<int:agreement_id>/", agreements.agreement_detail, name="agreement-detail"),
    path("agreements/<int:agreement_id>/edit/", agreements.agreement_edit, name="agreement-edit"),
    path(
        "agreements/<int:agreement_id>/versions/<int:number>.pdf",
        agreements.agreement_paper,
        name="agreement-paper",
    ),
    path("agreements/<int:agreement_id>/offer/", acts.agreement_offer, name="agreement-offer"),
    path("agreements/<int:agreement_id>/take-back/", acts.agreement_take_back, name="agreement-take-back"),
    path("agreements/<int:agreement_id>/extend/", acts.agreement_extend, name="agreement-extend"),
    path("agreements/<int:agreement_id>/sign/", acts.agreement_sign, name="agreement-sign"),
    path("agreements/<int:agreement_id>/instalments/", acts.instalment_plan, name="instalment-plan"),
    path("agreements/<int:agreement_id>/gates/new/", acts.gate_new, name="gate-new"),
    path("agreements/<int:agreement_id>/end/", acts.agreement_end, name="agreement-end"),
    path("agreements/<int:agreement_id>/lapse/", acts.agreement_lapse, name="agreement-lapse"),
    path("instalments/<int:instalment_id>/pay/", acts.instalment_pay, name="instalment-pay"),
    path("instalments/<int:instalment_id>/hold/", acts.instalment_hold, name="instalment-hold"),
    path("gates/<int:gate_id>/file/", acts.gate_file, name="gate-file"),
    path("gates/<int:gate_id>/", acts.gate_decide, name="gate-decide"),
    path("agreement-changes/<int:change_id>/", acts.change_detail, name="agreement-change"),
]
