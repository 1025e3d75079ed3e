"""Addresses of observations, targets, closed periods, requests to firms, and the support ledger."""

from django.urls import path

from .views import imports, outcome_evidence, outcome_plans, outcomes, support

urlpatterns = [
    path("outcomes/", outcomes.overview, name="outcomes"),
    *imports.OUTCOME_FILES.addresses("outcomes/import/"),
    path("outcomes/values/", outcomes.observation_list, name="observation-list"),
    path("outcomes/values/new/", outcomes.observation_create, name="observation-create"),
    path("outcomes/values/<int:observation_id>/", outcomes.observation_detail, name="observation"),
    path(
        "outcomes/values/<int:observation_id>/correct/",
        outcomes.observation_correct,
        name="observation-correct",
    ),
    path(
        "outcomes/values/<int:observation_id>/files/", outcome_evidence.add, name="observation-evidence-add"
    ),
    path(
        "outcomes/values/<int:observation_id>/files/<int:evidence_id>/",
        outcome_evidence.download,
        name="observation-evidence",
    ),
    path(
        "outcomes/values/<int:observation_id>/files/<int:evidence_id>/remove/",
        outcome_evidence.remove,
        name="observation-evidence-remove",
    ),
    path("outcomes/targets/", outcome_plans.target_list, name="outcome-targets"),
    path("outcomes/targets/new/", outcome_plans.target_set, name="outcome-target-set"),
    path(
        "outcomes/targets/<int:target_id>/remove/", outcome_plans.target_remove, name="outcome-target-remove"
    ),
    path("outcomes/periods/", outcome_plans.period_list, name="outcome-periods"),
    path("outcomes/periods/close/", outcome_plans.period_close, name="outcome-period-close"),
    path(
        "outcomes/periods/<int:period_id>/reopen/", outcome_plans.period_reopen, name="outcome-period-reopen"
    ),
    path("outcomes/requests/", outcome_plans.request_list, name="outcome-requests"),
    path("outcomes/requests/new/", outcome_plans.request_open, name="outcome-request-open"),
    path("outcomes/requests/<int:outcome_request_id>/", outcome_plans.request_detail, name="outcome-request"),
    path(
        "outcomes/requests/<int:outcome_request_id>/close/",
        outcome_plans.request_close,
        name="outcome-request-close",
    ),
    path("support/", support.totals, name="support-totals"),
    path("firms/<int:firm_id>/support/", support.history, name="firm-support"),
]
