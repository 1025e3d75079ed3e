"""Who acts for an agency or a firm: seen and changed by its directors or owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind
from didim.accounts.guards import SIGNED_IN, guarded
from didim.accounts.models import User
from didim.kernel.refusals import RefusedError
from didim.registry.domain import members as acts
from didim.registry.enums import AgencyRole, FirmRole
from didim.registry.models import Agency, Enterprise
from didim.registry.queries import members as queries
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible
from didim.registry.rules import FIRM_MEMBER, FIRM_OWNER, agency_role
from didim.web.account.forms import GrantRoleForm, InvitationForm

UNPROCESSABLE = 422
DIRECTOR = agency_role(AgencyRole.DIRECTOR)


def _own_agency(actor: Actor, agency_id: int) -> Agency:
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None or agency_id not in actor.agencies_with(AgencyRole.DIRECTOR):
        raise NotVisible
    return agency


def _own_firm(actor: Actor, enterprise_id: int, *roles: FirmRole) -> Enterprise:
    enterprise = Enterprise.objects.filter(pk=enterprise_id).first()
    if enterprise is None or enterprise_id not in actor.enterprises_with(*roles):
        raise NotVisible
    return enterprise


@guarded(DIRECTOR)
def agency_members(request: HttpRequest, agency_id: int) -> HttpResponse:
    """List an agency's staff with their roles and how these changed; give a role to an account."""
    agency = _own_agency(request.actor, agency_id)
    form = GrantRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(email__iexact=form.cleaned_data["email"], is_active=True).first()
        if user is None:
            form.add_error("email", _("이 주소로 가입한 계정이 없습니다. 먼저 가입하도록 안내해 주세요."))
        else:
            try:
                acts.grant_agency_role(
                    actor=request.actor,
                    agency=agency,
                    user=user,
                    role=AgencyRole(form.cleaned_data["role"]),
                    now=timezone.now(),
                )
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("역할을 주었습니다."))
                return redirect("account_pages:agency-members", agency_id)
    staff = list(queries.agency_staff(agency))
    note_access(
        act=AccessAct.SEARCH,
        task="기관 구성원 관리",
        subject_kind=SubjectKind.MANY,
        subject_id=None,
        subject=agency.name,
        subjects=len(staff),
        agency_id=agency.pk,
    )
    context = {
        "agency": agency,
        "staff": staff,
        "changes": queries.agency_role_changes(agency),
        "form": form,
    }
    return render(
        request, "account_pages/agency_members.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@guarded(DIRECTOR)
def agency_role_end(request: HttpRequest, agency_id: int, member_id: int) -> HttpResponse:
    """End one role of one person."""
    agency = _own_agency(request.actor, agency_id)
    try:
        acts.end_agency_role(actor=request.actor, agency=agency, member_id=member_id, now=timezone.now())
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("역할을 끝냈습니다."))
    return redirect("account_pages:agency-members", agency_id)


@guarded(FIRM_MEMBER)
def firm_members(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """List who acts for a firm; its owners invite others here."""
    enterprise = _own_firm(request.actor, enterprise_id)
    now = timezone.now()
    owns = enterprise_id in request.actor.enterprises_with(FirmRole.OWNER)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.invite_firm_member(
                actor=request.actor,
                enterprise=enterprise,
                email=form.cleaned_data["email"],
                role=FirmRole(form.cleaned_data["role"]),
                link=lambda token: request.build_absolute_uri(
                    reverse("account_pages:firm-invitation", args=[token])
                ),
                now=now,
            )
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("초대하는 전자우편을 보냈습니다."))
            return redirect("account_pages:firm-members", enterprise_id)
    context = {
        "enterprise": enterprise,
        "members": queries.firm_members(enterprise),
        "invitations": queries.open_invitations(enterprise, now=now) if owns else [],
        "changes": queries.firm_role_changes(enterprise) if owns else [],
        "owns": owns,
        "form": form,
    }
    return render(
        request, "account_pages/firm_members.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@guarded(FIRM_MEMBER)
def firm_member_end(request: HttpRequest, enterprise_id: int, member_id: int) -> HttpResponse:
    """End somebody's acting for a firm, or one's own."""
    enterprise = _own_firm(request.actor, enterprise_id)
    try:
        acts.end_firm_member(actor=request.actor, enterprise=enterprise, member_id=member_id)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("account_pages:firm-members", enterprise_id)
    messages.success(request, _("구성원에서 뺐습니다."))
    return redirect("account_pages:overview")


@require_POST
@guarded(FIRM_OWNER)
def firm_member_role(request: HttpRequest, enterprise_id: int, member_id: int) -> HttpResponse:
    """Make a member an owner, or an owner a member."""
    enterprise = _own_firm(request.actor, enterprise_id, FirmRole.OWNER)
    role = request.POST.get("role", "")
    try:
        if role not in FirmRole.values:
            raise NotVisible
        acts.change_firm_role(
            actor=request.actor,
            enterprise=enterprise,
            member_id=member_id,
            role=FirmRole(role),
            now=timezone.now(),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("역할을 바꾸었습니다."))
    return redirect("account_pages:firm-members", enterprise_id)


@require_POST
@guarded(FIRM_OWNER)
def firm_invitation_revoke(request: HttpRequest, enterprise_id: int, invitation_id: int) -> HttpResponse:
    """Take an open invitation back."""
    enterprise = _own_firm(request.actor, enterprise_id, FirmRole.OWNER)
    try:
        acts.revoke_firm_invitation(
            actor=request.actor,
            enterprise=enterprise,
            invitation_id=invitation_id,
            now=timezone.now(),
        )
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("초대를 취소했습니다."))
    return redirect("account_pages:firm-members", enterprise_id)


@guarded(SIGNED_IN)
def firm_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to accept an invitation, and accept it."""
    if request.method == "POST":
        try:
            member = acts.accept_firm_invitation(user=request.user, token=token, now=timezone.now())
        except RefusedError as refusal:
            messages.error(request, str(refusal))
            return redirect("account_pages:overview")
        messages.success(request, _("%(firm)s의 구성원이 되었습니다.") % {"firm": member.enterprise.name})
        return redirect("account_pages:overview")
    return render(request, "account_pages/firm_invitation.html")
