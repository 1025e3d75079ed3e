"""The plan of a clinic, and what came of it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.experts.domain.visits.clinics import finish_clinic, plan_clinic
from didim.experts.models import Clinic
from didim.experts.queries.visit_access import access_own_dispatch
from didim.experts.rules import EXPERT
from didim.experts.visit_enums import ClinicOutcome
from didim.registry.queries.visibility import NotVisible
from didim.web.components.act_page import act_page
from didim.web.expert.forms import ClinicForm, ResultForm

READ_AND_WRITE = require_http_methods(["GET", "POST"])


@guarded(EXPERT)
@READ_AND_WRITE
def plan(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Write down what a clinic is to reach."""
    dispatch = access_own_dispatch(actor=request.actor, dispatch_id=dispatch_id, task=_("클리닉 계획"))
    standing = Clinic.objects.filter(request=dispatch.request_id).first()
    initial = {"aim": standing.aim, "plan": standing.plan} if standing else {}
    return act_page(
        request,
        form=ClinicForm(request.POST or None, initial=initial),
        act=lambda typed: plan_clinic(dispatch=dispatch, by=request.user, now=timezone.now(), **typed),
        title=_("클리닉 계획"),
        subject=dispatch.enterprise.name,
        said=_("클리닉 계획을 적었습니다."),
        back=reverse("expert:home"),
    )


@guarded(EXPERT)
@READ_AND_WRITE
def result(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """Say what came of a clinic."""
    dispatch = access_own_dispatch(actor=request.actor, dispatch_id=dispatch_id, task=_("클리닉 결과"))
    clinic = Clinic.objects.filter(request=dispatch.request_id).first()
    if clinic is None:
        raise NotVisible(f"clinic of dispatch {dispatch_id}")
    return act_page(
        request,
        form=ResultForm(request.POST or None),
        act=lambda typed: finish_clinic(
            clinic=clinic,
            outcome=ClinicOutcome(typed["outcome"]),
            result=typed["result"],
            now=timezone.now(),
        ),
        title=_("클리닉 결과"),
        subject=dispatch.enterprise.name,
        said=_("클리닉 결과를 적었습니다."),
        back=reverse("expert:home"),
    )
