from django.urls import path

from .views import invitations, plans, rounds, ties

app_name = "review"
urlpatterns = [
    path("", rounds.home, name="home"),
    path("rounds/<int:round_id>/", rounds.desk, name="desk"),
    path("rounds/<int:round_id>/pledge/", rounds.give_pledge, name="pledge"),
    path("rounds/<int:round_id>/submit/", rounds.submit_all, name="submit-all"),
    path("plans/<int:assignment_id>/", plans.plan, name="plan"),
    path("plans/<int:assignment_id>/save/", plans.save, name="save"),
    path("plans/<int:assignment_id>/submit/", plans.submit, name="submit"),
    path("plans/<int:assignment_id>/recuse/", plans.recuse, name="recuse"),
    path("plans/<int:assignment_id>/files/<int:file_id>/", plans.plan_file, name="file"),
    path("ties/", ties.own_ties, name="ties"),
    path("ties/<int:tie_id>/withdraw/", ties.withdraw, name="tie-withdraw"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
]
