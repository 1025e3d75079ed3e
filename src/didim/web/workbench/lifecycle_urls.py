"""Addresses of closures, restarts and groups of firms."""

from django.urls import path

from .views import closures, collaborations, restart_claims

urlpatterns = [
    path("closures/", closures.closure_list, name="closure-list"),
    path("closures/new/", closures.closure_new, name="closure-create"),
    path("closures/<int:closure_id>/", closures.closure, name="closure"),
    path("closures/<int:closure_id>/acts/<slug:act>/", closures.act, name="closure-act"),
    path("closure-checks/<int:check_id>/", closures.check, name="closure-check"),
    path("restarts/<int:restart_id>/", closures.restart, name="restart"),
    path("restarts/<int:restart_id>/undo/", closures.restart_undo, name="restart-undo"),
    path("restart-claims/<int:restart_claim_id>/", restart_claims.claim, name="restart-claim"),
    path("restart-claims/<int:restart_claim_id>/link/", restart_claims.link, name="restart-claim-link"),
    path(
        "restart-claims/<int:restart_claim_id>/refuse/", restart_claims.decline, name="restart-claim-refuse"
    ),
    path("collaborations/", collaborations.group_list, name="collaboration-list"),
    path("collaborations/new/", collaborations.group_new, name="collaboration-create"),
    path("collaborations/<int:collaboration_id>/", collaborations.group, name="collaboration"),
    path(
        "collaborations/<int:collaboration_id>/acts/<slug:act>/",
        collaborations.act,
        name="collaboration-act",
    ),
    path("collaboration-members/<int:member_id>/leave/", collaborations.leave, name="collaboration-leave"),
    path(
        "collaboration-members/<int:member_id>/result/",
        collaborations.result,
        name="collaboration-result",
    ),
    path("joint-projects/<int:project_id>/finish/", collaborations.project_end, name="joint-project-finish"),
]
