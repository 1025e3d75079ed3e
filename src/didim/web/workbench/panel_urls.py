"""Addresses of reviewers, rounds, recusals and assignments."""

from django.urls import path

from .views import assignment, imports, recusals, reviewers, rounds

urlpatterns = [
    path("reviewers/", reviewers.reviewer_list, name="reviewer-list"),
    *imports.REVIEWER_FILES.addresses("reviewers/import/"),
    path("reviewers/new/", reviewers.reviewer_edit, name="reviewer-create"),
    path("reviewers/<int:reviewer_id>/", reviewers.reviewer_detail, name="reviewer-detail"),
    path("reviewers/<int:reviewer_id>/edit/", reviewers.reviewer_edit, name="reviewer-edit"),
    path("reviewers/<int:reviewer_id>/invite/", reviewers.invite, name="reviewer-invite"),
    path("reviewers/<int:reviewer_id>/leave/", reviewers.leave, name="reviewer-leave"),
    path("calls/<int:call_id>/reviews/", rounds.call_rounds, name="call-reviews"),
    path("calls/<int:call_id>/reviews/prepare/", rounds.prepare, name="round-prepare"),
    path("rounds/<int:round_id>/", rounds.detail, name="round-detail"),
    path("rounds/<int:round_id>/act/", rounds.act, name="round-act"),
    path("rounds/<int:round_id>/members/", rounds.members, name="round-members"),
    path("rounds/<int:round_id>/members/seat/", rounds.seat, name="round-seat"),
    path("rounds/<int:round_id>/members/change/", rounds.change_member, name="round-member"),
    path("rounds/<int:round_id>/recusals/", recusals.recusal_list, name="recusal-list"),
    path("recusals/<int:recusal_id>/", recusals.decide, name="recusal-detail"),
    path("rounds/<int:round_id>/assignment/", assignment.overview, name="assignment"),
    path("rounds/<int:round_id>/assignment/draw/", assignment.make_draw, name="assignment-draw"),
    path(
        "rounds/<int:round_id>/assignment/<int:application_id>/",
        assignment.application,
        name="assignment-application",
    ),
    path("reviews/<int:review_id>/", rounds.review, name="review-detail"),
]
