"""Files that the operator brought."""

from didim.districts.models import DistrictImport, Edition
from didim.districts.rules import may_publish
from didim.registry.queries.actors import Actor
from didim.registry.queries.visibility import NotVisible


def imports_of(*, actor: Actor) -> list[DistrictImport]:
    """Return all files brought, the newest first; NotVisible for whoever may not publish."""
    if not may_publish(actor):
        raise NotVisible("district imports")
    rows = DistrictImport.objects.select_related("uploaded_by", "decided_by", "edition").defer("report")
    return list(rows.order_by("-uploaded_at", "-pk"))


def access_district_import(*, actor: Actor, import_id: int) -> DistrictImport:
    """Return a file with its report, for whoever may publish; NotVisible otherwise."""
    rows = DistrictImport.objects.select_related("uploaded_by", "decided_by", "edition")
    found = rows.filter(pk=import_id).first() if may_publish(actor) else None
    if found is None:
        raise NotVisible(f"district import {import_id}")
    return found


def access_edition(*, actor: Actor, edition_id: int) -> Edition:
    """Return an edition to be withdrawn, for whoever may; NotVisible otherwise."""
    found = Edition.objects.filter(pk=edition_id).first() if may_publish(actor) else None
    if found is None:
        raise NotVisible(f"edition {edition_id}")
    return found
