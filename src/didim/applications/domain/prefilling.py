"""What a new draft begins with: what the registry knows, and what the firm answered last time."""

from datetime import date
from typing import Any

from didim.applications.models import Draft
from didim.engines.forms import Address, Consent, Field, FileSlot, Form, Plan, carry_over
from didim.registry.models import Enterprise, EnterpriseYear


def registry_facts(*, enterprise: Enterprise, on: date) -> dict[str, Any]:
    """Return what the registry knows of a firm by the names that fields are prefilled with: two queries.

    Employees and sales are those of the latest year that is over, each where it is known.
    """
    facts: dict[str, Any] = {
        name: getattr(enterprise, name)
        for name in (
            "name",
            "business_number",
            "corporate_number",
            "representative_name",
            "phone",
            "email",
            "website",
        )
    }
    facts["opened_on"] = enterprise.opened_on.isoformat() if enterprise.opened_on else None
    facts["industry"] = enterprise.industry.name if enterprise.industry else None
    # The registry keeps an address in one line; its postcode is asked for in the form.
    facts["address"] = {"road": enterprise.address} if enterprise.address else None
    years = EnterpriseYear.objects.filter(enterprise=enterprise, year__lt=on.year).order_by("-year")
    for year in years.values("employees", "sales"):
        facts = {name: value for name, value in year.items() if value is not None} | facts
    return facts


def first_answers(*, form: Form, enterprise: Enterprise, on: date) -> dict[str, Any]:
    """Return what a new draft of the firm begins with; what the registry knows comes before old answers."""
    facts = registry_facts(enterprise=enterprise, on=on)
    answers = _last_answers(form, enterprise) | form.prefill(facts)
    for key, field in form.fields.items():
        if isinstance(field.kind, Address) and field.prefill == "address" and facts["address"]:
            answers.setdefault(key, facts["address"])
    return answers


def _last_answers(form: Form, enterprise: Enterprise) -> dict[str, Any]:
    """Return what the firm answered in its last application to questions that are asked again."""
    last = (
        Draft.objects.filter(enterprise=enterprise)
        .select_related("revision")
        .order_by("-updated_at", "-pk")
        .first()
    )
    if last is None or not last.revision.form:
        return {}
    before = Form.load(last.revision.form)
    moved, _changes = carry_over(before, form, last.answers)
    same = {key for key, field in form.fields.items() if _asks_again(before.fields.get(key), field)}
    return {key: value for key, value in moved.items() if key in same}


def _asks_again(before: Field | None, now: Field) -> bool:
    """Whether a question is the same: consents, files and the plan itself are given anew each time."""
    return (
        before is not None
        and type(before.kind) is type(now.kind)
        and before.label.ko == now.label.ko
        and not isinstance(now.kind, Consent | FileSlot | Plan)
    )
