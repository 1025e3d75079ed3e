"""Writing down uses that no other act writes; their statistics are a report (`reports/use/`)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from didim.accounts.guards import guarded
from didim.desk.domain.uses import note_use
from didim.desk.rules import DESK_ROLES, DESK_STAFF
from didim.web.components.act_page import act_page
from didim.web.workbench.agencies import agency_choice
from didim.web.workbench.forms.uses import UseForm
from didim.web.workbench.views.boards import today


@guarded(DESK_STAFF)
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note who came to a course, an event, a visit of the field."""
    agency = agency_choice(request, *DESK_ROLES).current
    form = UseForm(request.POST or None, agency=agency, today=today())
    return act_page(
        request,
        form=form,
        act=lambda _typed: note_use(agency=agency, use=form.use(), by=request.user, now=timezone.now()),
        title=_("이용 적기"),
        subject=agency.name,
        said=_("이용을 적었습니다."),
        back=f"{reverse('workbench:use-statistics')}?agency={agency.pk}",
    )
