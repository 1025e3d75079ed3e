"""Concluding an agreement: the text is frozen and offered, both sides sign its PDF, then money is bound."""

import json
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.models import User
from didim.accounts.tenancy import SYSTEM, scoped
from didim.agreements.enums import AgreementState, EntryStage, LimitKind, Side, SignMethod
from didim.agreements.models import Agreement, AgreementSignature, AgreementVersion, SpendingLimit
from didim.kernel.calendar import SEOUL, WorkingCalendar
from didim.kernel.hash_chains import canonical_json, sha256_hex
from didim.kernel.refusals import refuse

from .content import content_of
from .drafting import write_version
from .ledger import note_support
from .limits import Cause, Move, limits_above, move_limits, open_limit
from .papers import Render, keep_paper
from .telling import tell_of_offer
from .terms import definition_of, terms_of


def offer_agreement(*, agreement: Agreement, render: Render, by: User, now: datetime) -> Agreement:
    """Freeze a draft's text and put it before both sides; the days to conclude it begin.

    공고: 협약체결확약서는 3영업일 안 (definition "agreement"). RefusedError when it is no draft.
    """
    with recorded("offer_agreement", by):
        agreement = locked(agreement)
        if agreement.state != AgreementState.DRAFT:
            raise refuse("", _("이미 제시한 협약입니다."))
        version = current_version(agreement)
        freeze(version, agreement, render, now)
        today = now.astimezone(SEOUL).date()
        days = definition_of(today).values["conclusion"]["working_days"]
        agreement.state = AgreementState.OFFERED
        agreement.sign_by = WorkingCalendar().add_working_days(today, days)
        agreement.save(update_fields=["state", "sign_by"])
        tell_of_offer(agreement, now=now)
        return agreement


def take_offer_back(*, agreement: Agreement, by: User, now: datetime) -> Agreement:
    """Withdraw an offer nobody has signed: its text stays as it was, the next draft is a new version."""
    with recorded("take_offer_back", by):
        agreement = locked(agreement)
        if agreement.state != AgreementState.OFFERED:
            raise refuse("", _("서명을 기다리는 협약이 아닙니다."))
        offered = current_version(agreement)
        if offered.signatures.exists():
            raise refuse("", _("이미 서명한 쪽이 있어 되돌릴 수 없습니다. 협약 변경을 신청해 주세요."))
        agreement.version = write_version(
            agreement=agreement, terms=terms_of(offered), number=offered.number + 1, by=by, now=now
        )
        agreement.state, agreement.sign_by = AgreementState.DRAFT, None
        agreement.save(update_fields=["state", "sign_by", "version"])
        return agreement


def sign_agreement(
    *,
    agreement: Agreement,
    side: Side,
    name: str,
    method: SignMethod,
    pdf_sha256: str,
    by: User,
    now: datetime,
) -> Agreement:
    """Sign the offered text for one side; with the second signature it is in force.

    `pdf_sha256`: of the PDF the signer read; `method`: how they proved once more who they are, just now.
    In force means: the grant is committed against call and programme, each line has its limit, the support
    ledger has its line, all in this transaction. RefusedError when it is not offered, too late, signed by
    this side already, when another PDF was read, or when a budget does not suffice.
    """
    name = " ".join(name.split())
    with recorded("sign_agreement", by):
        agreement = locked(agreement)
        if agreement.state != AgreementState.OFFERED or agreement.sign_by is None:
            raise refuse("", _("서명을 기다리는 협약이 아닙니다."))
        if side == Side.ENTERPRISE and now.astimezone(SEOUL).date() > agreement.sign_by:
            sentence = _("체결 기한(%(day)s)이 지났습니다. 담당자에게 기한을 늘려 달라고 해 주세요.")
            raise refuse("", sentence % {"day": agreement.sign_by.isoformat()})
        if not name:
            raise refuse("name", _("서명하는 분의 이름을 적어 주세요."))
        version = current_version(agreement)
        if version.pdf_sha256 != pdf_sha256:
            raise refuse("", _("읽으신 협약서가 지금 제시된 것과 다릅니다. 협약서를 다시 열어 주세요."))
        signed = set(version.signatures.values_list("side", flat=True))
        if side in signed:
            raise refuse("", _("이미 서명하셨습니다."))
        AgreementSignature.objects.create(
            agency_id=agreement.agency_id,
            enterprise_id=agreement.enterprise_id,
            version=version,
            side=side,
            name=name,
            user=by,
            method=method,
            pdf_sha256=pdf_sha256,
            signed_at=now,
        )
        if signed | {side} >= {Side.AGENCY, Side.ENTERPRISE}:
            # Budgets of the call and the programme are the agency's: no firm sees them.
            with scoped(SYSTEM):
                _put_in_force(agreement, version, by, now)
        return agreement


def extend_signing(*, agreement: Agreement, working_days: int, by: User, now: datetime) -> Agreement:
    """Give a firm more working days from today to conclude. RefusedError when it is not offered."""
    with recorded("extend_signing", by):
        agreement = locked(agreement)
        if agreement.state != AgreementState.OFFERED:
            raise refuse("", _("서명을 기다리는 협약이 아닙니다."))
        if working_days < 1:
            raise refuse("working_days", _("늘릴 영업일은 하루 이상이어야 합니다."))
        today = now.astimezone(SEOUL).date()
        agreement.sign_by = WorkingCalendar().add_working_days(today, working_days)
        agreement.save(update_fields=["sign_by"])
        return agreement


def locked(agreement: Agreement) -> Agreement:
    """Return the agreement as it is now, locked until the transaction ends."""
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("agency", "enterprise", "programme", "call", "decision")
        .get(pk=agreement.pk)
    )


def current_version(agreement: Agreement) -> AgreementVersion:
    """Return the version in force, or the one that is drafted or offered while none is."""
    return agreement.versions.get(pk=agreement.version_id or 0)


def freeze(version: AgreementVersion, agreement: Agreement, render: Render, now: datetime) -> None:
    """Write a version's text down as it is signed, with its hashes, and keep its paper, for good."""
    content = content_of(agreement=agreement, version=version, offered_at=now)
    text = canonical_json(content)
    version.content, version.content_sha256 = text.decode("utf-8"), sha256_hex(text)
    pdf = render(json.loads(text))
    version.pdf_sha256, version.offered_at = sha256_hex(pdf), now
    version.save(update_fields=["content", "content_sha256", "pdf_sha256", "offered_at"])
    keep_paper(version, pdf, now)


def open_budget(agreement: Agreement, version: AgreementVersion) -> None:
    """Open the limits of the agreement and its lines, or bring them to what a version gives them."""
    owner = {"agency_id": agreement.agency_id, "enterprise_id": agreement.enterprise_id}
    total = version.grant_won + version.own_cash_won + version.own_in_kind_won
    amounts = {amount.line_id: amount for amount in version.amounts.all()}
    # A line the version has no longer keeps its limit at nothing: it may have been spent from, and then it
    # cannot go.
    wanted = dict.fromkeys(agreement.lines.values_list("pk", flat=True), 0)
    for line_id, amount in amounts.items():
        wanted[line_id] = amount.grant_won + amount.own_cash_won + amount.own_in_kind_won
    open_limit(kind=LimitKind.AGREEMENT, owner={"agreement_id": agreement.pk}, limit_won=total, **owner)
    for line_id, won in sorted(wanted.items()):
        open_limit(kind=LimitKind.LINE, owner={"line_id": line_id}, limit_won=won, **owner)


def bind_grant(
    agreement: Agreement, difference_won: int, *, reason: str, by: User | None, now: datetime
) -> list[SpendingLimit]:
    """Commit a grant (or what it grew or shrank by) against the call's and the programme's budget."""
    above = limits_above(agreement)
    moves = [Move(limit, EntryStage.COMMITTED, difference_won) for limit in above]
    move_limits(moves=moves, cause=Cause(reason=reason, agreement=agreement), by=by, now=now)
    return above


def _put_in_force(agreement: Agreement, version: AgreementVersion, by: User, now: datetime) -> None:
    bind_grant(agreement, version.grant_won, reason="협약 체결", by=by, now=now)
    open_budget(agreement, version)
    agreement.state, agreement.signed_at = AgreementState.ACTIVE, now
    agreement.save(update_fields=["state", "signed_at"])
    note_support(agreement, version, by=by, now=now)
