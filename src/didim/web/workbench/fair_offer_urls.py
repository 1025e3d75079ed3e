"""Addresses of work and challenges of a fair at its agency."""

from django.urls import path

from .views import fair_offers as offers

ONE = "fairs/<int:fair_id>/"

urlpatterns = [
    path(f"{ONE}jobs/", offers.job_list, name="fair-jobs"),
    path(f"{ONE}jobs/export/", offers.jobs_export, name="fair-jobs-export"),
    path(f"{ONE}jobs/<int:posting_id>/", offers.job, name="fair-job"),
    path(f"{ONE}jobs/<int:posting_id>/close/", offers.job_close, name="fair-job-close"),
    path(f"{ONE}challenges/", offers.challenge_list, name="fair-challenges"),
    path(f"{ONE}challenges/export/", offers.challenges_export, name="fair-challenges-export"),
    path(f"{ONE}challenges/<int:challenge_id>/", offers.challenge, name="fair-challenge"),
    path(
        f"{ONE}challenges/proposals/<int:proposal_id>/file/", offers.proposal_file, name="fair-proposal-file"
    ),
]
