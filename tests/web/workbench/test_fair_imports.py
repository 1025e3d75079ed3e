"""Participants of a fair come in a file: previewed row by row, taken as a whole, nothing said before lost."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from python_calamine import CalamineWorkbook

from didim.accounts.models import OutboundMessage
from didim.fairs.domain.holding import set_hosts
from didim.fairs.enums import ParticipantState, Side
from didim.fairs.models import Participant
from didim.registry.domain.directory import partner_named
from didim.registry.enums import CommissionKind, PartnerKind
from didim.registry.models import Commission, FileImport, FileImportRow
from tests.registry.conftest import make_firm, new_number
from tests.sign_in import make_staff, sign_in
from tests.web.fair_rows import address, fair, join, new_fair, now

__all__ = ["fair", "join", "make_firm", "new_number", "now"]

pytestmark = pytest.mark.django_db
HEAD = "구분,이름,사업자등록번호,나라,언어,내놓는 것,찾는 것,찾는 업종,담당자,이메일\n"


def bring(client, fair, *lines):
    content = HEAD + "".join(f"{line}\n" for line in lines)
    page = address("workbench:fair-import", fair.pk)
    return client.post(page, {"file": SimpleUploadedFile("명단.csv", content.encode())}).url


def problems():
    rows = FileImportRow.objects.order_by("number").values_list("number", "problems")
    return [(number, problem["field"]) for number, found in rows for problem in found]


def test_buyers_and_firms_are_previewed_and_taken(officer, fair, make_firm):
    firm = make_firm("가나포장")
    found = bring(
        officer,
        fair,
        "바이어,Saigon Foods,,베트남,베트남어,,친환경 포장재,46,Nguyen,nguyen@example.org",
        f",,{firm.business_number},,,친환경 포장재,,,김대표,ceo@example.org",
    )
    assert (Participant.objects.count(), problems()) == (0, [])
    assert officer.post(found).status_code == 302
    rows = Participant.objects.order_by("side").values_list(
        "side", "state", "name", "country", "language", "seeks", "sought_trades", "enterprise"
    )
    assert list(rows) == [
        (Side.FIRM, "accepted", "가나포장", "KR", "ko", "", [], firm.pk),
        (Side.PARTNER, "accepted", "Saigon Foods", "VN", "vi", "친환경 포장재", ["46"], None),
    ]
    addresses = OutboundMessage.objects.order_by("address").values_list("address", flat=True)
    assert list(addresses) == ["ceo@example.org", "nguyen@example.org"]
    # Taken once.
    assert officer.post(found).status_code == 422


def test_a_file_says_who_takes_part_by_video(officer, fair):
    content = (
        "구분,이름,담당자,이메일,참가 방식\n"
        "바이어,Alpha,Nguyen,nguyen@example.org,온라인\n"
        "바이어,Beta,Tanaka,tanaka@example.org,현장\n"
        "바이어,Gamma,Lee,lee@example.org,\n"
    )
    page = address("workbench:fair-import", fair.pk)
    found = officer.post(page, {"file": SimpleUploadedFile("명단.csv", content.encode())}).url
    assert officer.post(found).status_code == 302
    said = dict(Participant.objects.values_list("name", "by_video"))
    assert said == {"Alpha": True, "Beta": False, "Gamma": False}
    wrong = content.replace("온라인", "전서구")
    officer.post(page, {"file": SimpleUploadedFile("명단.csv", wrong.encode())})
    assert problems()[-1] == (2, "by_video")


def test_what_is_wrong_is_said_by_row_and_nothing_is_taken(officer, fair, whole_page):
    found = bring(
        officer,
        fair,
        "바이어,Alpha,,VN,vi,,,46,Nguyen,nguyen@example.org",
        "손님,Beta,,달나라,말,,,99999,,주소",
        "기업,다라상사,,,,,,,김대표,ceo@example.org",
        "기업,마바상사,123-45-67891,,,,,,김대표,ceo@example.org",
        "바이어,Alpha,,TH,th,,,46,Nguyen,nguyen@example.org",
    )
    assert problems() == [
        (3, "side"), (3, "country"), (3, "language"), (3, "email"), (3, "sought_trades"),
        (4, "business_number"), (5, "business_number"), (6, "name"),
    ]  # fmt: skip
    assert officer.post(found).status_code == 422
    assert not Participant.objects.exists()
    page = officer.get(found)
    assert "베트남이나 VN처럼 적어 주세요" in page.text
    marked = officer.get(f"{found}errors/").content
    sheet = CalamineWorkbook.from_filelike(BytesIO(marked)).get_sheet_by_index(0)
    last = [row[-1] for row in sheet.to_python()]
    assert "[나라] 나라를 읽을 수 없습니다. 베트남이나 VN처럼 적어 주세요." in last[2]
    for language in ("ko", "en"):
        whole_page(officer.get(address("workbench:fair-import", fair.pk, language=language)))
        number = FileImport.objects.get().pk
        whole_page(officer.get(address("workbench:fair-import-detail", fair.pk, number, language=language)))


def test_who_takes_part_keeps_what_a_row_does_not_say(officer, fair, join):
    buyer = join("Alpha", Side.PARTNER, country="VN", language="vi", offers="커피", seeks="기계")
    same, other = "바이어,alpha,,,,,,,,", "바이어,Alpha,,,,,포장재,,Tran,tran@example.org"
    bring(officer, fair, same.replace("alpha", "Alpha"))
    assert FileImportRow.objects.get().outcome == "unchanged"
    officer.post(bring(officer, fair, other))
    buyer.refresh_from_db()
    assert (buyer.country, buyer.language, buyer.offers, buyer.seeks) == ("VN", "vi", "커피", "포장재")
    people = buyer.people.order_by("pk").values_list("name", "email")
    assert list(people) == [("김상담", "who@example.org"), ("Tran", "tran@example.org")]
    assert Participant.objects.count() == 1


def test_who_applied_is_accepted_and_who_was_refused_is_not(officer, fair, join):
    applied, refused = join("Alpha", Side.PARTNER), join("Beta", Side.PARTNER)
    Participant.objects.filter(pk=applied.pk).update(state=ParticipantState.APPLIED)
    Participant.objects.filter(pk=refused.pk).update(state=ParticipantState.REFUSED, reason="늦음")
    officer.post(bring(officer, fair, "바이어,Alpha,,,,,,,,"))
    applied.refresh_from_db()
    assert applied.state == ParticipantState.ACCEPTED
    bring(officer, fair, "바이어,Beta,,,,,,,,")
    assert problems() == [(2, "name")]


def test_file_of_one_fair_is_not_one_of_another(officer, viewer, agency, fair, now):
    found = bring(officer, fair, "바이어,Alpha,,VN,vi,,,,Nguyen,nguyen@example.org")
    other = new_fair(agency, "다른 상담회", now=now)
    number = FileImport.objects.get().pk
    assert officer.get(address("workbench:fair-import-detail", other.pk, number)).status_code == 404
    assert viewer.get(found).status_code == 403


def test_staff_of_a_host_bring_a_file_and_others_do_not(fair, other_agency):
    staff = sign_in(make_staff(other_agency, email="host@example.org"), second_factor=True)
    assert staff.get(address("workbench:fair-import", fair.pk)).status_code == 404
    set_hosts(fair=fair, agencies=[other_agency], by=None)
    staff.post(bring(staff, fair, "바이어,Alpha,,VN,vi,,,,Nguyen,nguyen@example.org"))
    assert Participant.objects.get().agency == fair.agency


def test_commissioned_partner_is_known_by_its_name(officer, agency, fair):
    partner = partner_named(name="한빛벤처스", kind=PartnerKind.INVESTOR)
    Commission.objects.create(
        agency=agency,
        partner=partner,
        kind=CommissionKind.INVESTOR,
        letter_number="1",
        valid_from=timezone.localdate(),
    )
    officer.post(bring(officer, fair, "투자사,한빛 벤처스,,,,,,,박심사,park@example.org"))
    assert Participant.objects.get().partner == partner


def test_rows_take_as_many_queries_for_three_as_for_one(officer, fair, same_queries_for_three_rows):
    lines = []

    def add_row():
        lines.append(f"바이어,Alpha {len(lines)},,VN,vi,,,46,Nguyen,nguyen@example.org")

    same_queries_for_three_rows(add_row=add_row, read=lambda: bring(officer, fair, *lines))
