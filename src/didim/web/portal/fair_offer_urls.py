"""Addresses of work at job fairs and of challenges at open-innovation fairs, for those who take part."""

from django.urls import path

from .views import fair_challenges as challenges
from .views import fair_job_applications as applications
from .views import fair_jobs as jobs
from .views import fair_proposals as proposals

JOBS = "fairs/<int:fair_id>/jobs/"
JOB = f"{JOBS}<int:posting_id>/"
APPLICATION = f"{JOBS}applications/<int:job_application_id>/"
CHALLENGES = "fairs/<int:fair_id>/challenges/"
CHALLENGE = f"{CHALLENGES}<int:challenge_id>/"
PROPOSAL = f"{CHALLENGES}proposals/<int:proposal_id>/"

urlpatterns = [
    path(JOBS, jobs.job_list, name="fair-jobs"),
    path(f"{JOBS}new/", jobs.job_new, name="fair-job-create"),
    path(f"{JOBS}own/", jobs.own_jobs, name="fair-own-jobs"),
    path(JOB, jobs.job_detail, name="fair-job"),
    path(f"{JOB}edit/", jobs.job_edit, name="fair-job-edit"),
    path(f"{JOB}close/", jobs.job_close, name="fair-job-close"),
    path(f"{JOB}applicants/", jobs.applicants, name="fair-applicants"),
    path(f"{JOB}apply/", applications.apply, name="fair-job-apply"),
    path(f"{JOBS}applications/", applications.own_list, name="fair-job-applications"),
    path(APPLICATION, applications.detail, name="fair-job-application"),
    path(f"{APPLICATION}withdraw/", applications.withdraw, name="fair-job-withdraw"),
    path(f"{APPLICATION}invite/", applications.invite, name="fair-job-invite"),
    path(f"{APPLICATION}decide/", applications.decide, name="fair-job-decide"),
    path(CHALLENGES, challenges.challenge_list, name="fair-challenges"),
    path(f"{CHALLENGES}new/", challenges.challenge_new, name="fair-challenge-create"),
    path(f"{CHALLENGES}own/", challenges.own_list, name="fair-own-challenges"),
    path(CHALLENGE, challenges.challenge_detail, name="fair-challenge"),
    path(f"{CHALLENGE}edit/", challenges.challenge_edit, name="fair-challenge-edit"),
    path(f"{CHALLENGE}proposals/", challenges.proposals, name="fair-challenge-proposals"),
    path(f"{CHALLENGE}propose/", proposals.propose, name="fair-propose"),
    path(f"{CHALLENGES}proposals/", proposals.own_list, name="fair-proposals"),
    path(PROPOSAL, proposals.detail, name="fair-proposal"),
    path(f"{PROPOSAL}file/", proposals.file, name="fair-proposal-file"),
    path(f"{PROPOSAL}withdraw/", proposals.withdraw, name="fair-proposal-withdraw"),
    path(f"{PROPOSAL}answer/", proposals.answer, name="fair-proposal-answer"),
]
