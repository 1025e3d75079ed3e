"""A grievance of the marked firm with everything that hangs on it, of the marked agency."""

from datetime import date, datetime
from typing import Any

from didim.accounts.models import User
from didim.applications.enums import ScanState
from didim.desk.domain.grievances.clock import CLOCKS
from didim.desk.domain.grievances.handling import AnswerText, answer_grievance, classify_grievance
from didim.desk.domain.grievances.in_charge import put_in_charge
from didim.desk.domain.grievances.intake import Intake, receive_grievance
from didim.desk.domain.grievances.promises import record_promise
from didim.desk.domain.grievances.publishing import propose_entry
from didim.desk.grievance_enums import GrievanceChannel, ResultCode
from didim.desk.models import AgencyDay, GrievancePaper
from didim.registry.models import Person


def marked_grievance(things: dict[str, Any], owner: User, *, mark: str, now: datetime) -> dict[str, Any]:
    agency = things["agency"]
    in_charge = put_in_charge(
        agency=agency,
        person=Person.objects.create(name=f"{mark} 담당"),
        on=date(2026, 1, 5),
        topic="tax",
        by=None,
    )
    intake = Intake(
        title=f"{mark} 애로",
        body=f"{mark} 내용을 길게 적습니다.",
        channel=GrievanceChannel.PORTAL,
        topic="tax",
        enterprise=things["firm"],
    )
    grievance = receive_grievance(intake=intake, agency=agency, by=owner, now=now).grievance
    classify_grievance(
        grievance=grievance, triage=next(iter(CLOCKS)), reason=f"{mark} 사유", by=None, now=now
    )
    answer = AnswerText(ResultCode.ACCEPTED, f"{mark} 답", f"{mark} 답변을 쉬운 말로 길게 적습니다.")
    answer_grievance(grievance=grievance, answer=answer, by=None, now=now)
    grievance.refresh_from_db()
    paper = GrievancePaper.objects.create(
        grievance=grievance, name=f"{mark}.pdf", size=4, content_type="application/pdf", sha256="0" * 64,
        scan=ScanState.NOT_SCANNED, from_staff=False, added_at=now, added_by=owner,
    )  # fmt: skip
    day = AgencyDay.objects.create(
        agency=agency, day=date(2030, 5, 7), name=f"{mark} 휴무일", known_from=date(2026, 1, 5)
    )
    return {
        "grievance_paper": paper,
        "agency_day": day,
        "grievance": grievance,
        "in_charge": in_charge,
        "register_entry": propose_entry(
            grievance=grievance, title="이름 없는 제목", outcome=f"{mark} 처리", by=owner, now=now
        ),
        "promise": record_promise(
            grievance=grievance,
            law=f"{mark} 법",
            promise="바꿈",
            body="부처",
            expected_on=date(2026, 5, 5),
            by=None,
        ),
    }
