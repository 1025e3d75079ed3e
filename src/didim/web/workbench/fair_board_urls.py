"""Addresses of the plan of a fair: the board, and what changes it."""

from django.urls import path

from .views import fair_board

urlpatterns = [
    path("fairs/<int:fair_id>/plan/", fair_board.plan, name="fair-plan"),
    path("fairs/<int:fair_id>/plan/compute/", fair_board.compute, name="fair-plan-compute"),
    path("fairs/<int:fair_id>/plan/publish/", fair_board.publish, name="fair-plan-publish"),
    path("fairs/<int:fair_id>/plan/change/", fair_board.change, name="fair-plan-change"),
    path("fairs/<int:fair_id>/plan/add/", fair_board.add, name="fair-meeting-add"),
    path("fairs/<int:fair_id>/plan/<int:meeting_id>/move/", fair_board.move, name="fair-meeting-move"),
    path("fairs/<int:fair_id>/plan/<int:meeting_id>/cancel/", fair_board.cancel, name="fair-meeting-cancel"),
    path("fairs/<int:fair_id>/plan/<int:meeting_id>/pin/", fair_board.pin, name="fair-meeting-pin"),
    path("fairs/<int:fair_id>/plan/<int:meeting_id>/taken/", fair_board.taken, name="fair-meeting-taken"),
]
