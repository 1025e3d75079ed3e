"""People and partners as staff name them: found among the known ones, or entered."""

from django.utils.translation import gettext_lazy as _

from didim.kernel.refusals import refuse
from didim.registry.enums import PartnerKind
from didim.registry.models import Partner, Person

_ONE = 1


def person_named(*, name: str, affiliation: str = "") -> Person:
    """Return the person of a name and affiliation; one not known yet is entered.

    RefusedError (field `person`) when several known people fit: then the affiliation must tell them apart.
    """
    name, affiliation = " ".join(name.split()), " ".join(affiliation.split())
    if not name:
        raise refuse("person", _("이름을 적어 주세요."))
    known = Person.objects.filter(name=name)
    if affiliation:
        known = known.filter(affiliation=affiliation)
    found = list(known.order_by("pk")[: _ONE + 1])
    if len(found) > _ONE:
        raise refuse("affiliation", _("같은 이름이 여럿입니다. 소속을 함께 적어 주세요."))
    return found[0] if found else Person.objects.create(name=name[:60], affiliation=affiliation[:120])


def partner_named(*, name: str, kind: PartnerKind | str) -> Partner:
    """Return the partner of a name and kind; one not known yet is entered."""
    name = " ".join(name.split())
    if not name:
        raise refuse("partner", _("파트너 이름을 적어 주세요."))
    partner, _created = Partner.objects.get_or_create(name=name[:120], kind=kind)
    return partner
