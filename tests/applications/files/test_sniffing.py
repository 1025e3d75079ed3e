from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from didim.applications.domain.files.sniffing import check_content, check_name
from didim.applications.domain.files.types import TYPES
from didim.kernel.refusals import RefusedError

from . import contents

ALL = tuple(TYPES)
GOOD = {
    "계획서.pdf": contents.PDF,
    "계획서.hwp": contents.HWP,
    "옛 계획서.hwp": b"HWP Document File V3.00 \x1a",
    "계획서.hwpx": contents.HWPX,
    "계획서.DOCX": contents.DOCX,
    "표.xlsx": contents.XLSX,
    "발표.pptx": contents.PPTX,
    "계획서.doc": contents.DOC,
    "표.xls": contents.XLS,
    "발표.ppt": contents.PPT,
    "사진.JPEG": b"\xff\xd8\xff\xe0" + b"\0" * 30,
    "그림.png": contents.PNG,
    "그림.gif": b"GIF89a" + b"\0" * 30,
    "그림.webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "그림.tiff": b"II*\0" + b"\0" * 30,
    "소개.mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 30,
    "모음.zip": contents.ZIP,
    "설명.txt": "가나다라 ".encode() * 900,
    "옛 설명.txt": "가나다라 ".encode("cp949") * 900,
    "목록.csv": "이름,값\n가,1\n".encode(),
}
BAD = {
    "빈 파일": ("a.pdf", b"", "빈 파일입니다."),
    "다른 내용": ("a.pdf", contents.DOCX, "파일 이름은 PDF인데 내용은 워드(DOCX)입니다."),
    "HWP라는 PDF": ("a.hwp", contents.PDF, "파일 이름은 한글(HWP)인데 내용은 PDF입니다."),
    "실행 파일": ("a.pdf", b"MZ\x90\0" + b"\0" * 80, "실행할 수 있는 내용"),
    "리눅스 실행 파일": ("a.png", b"\x7fELF" + b"\0" * 80, "실행할 수 있는 내용"),
    "웹 문서": ("a.txt", b"  <HTML><script>alert(1)</script>", "실행할 수 있는 내용"),
    "매크로가 든 워드": ("a.docx", contents.DOCM, "매크로가 들어 있는 파일입니다."),
    "매크로가 든 옛 워드": ("a.doc", contents.DOC_WITH_MACRO, "매크로가 들어 있는 파일입니다."),
    "암호가 걸린 워드": ("a.docx", contents.LOCKED_DOCX, "암호가 걸린 파일"),
    "암호가 걸린 압축": ("a.zip", contents.encrypted_zip(), "암호가 걸린 파일"),
    "부푸는 압축": ("a.zip", contents.swelling_zip(), "풀면 지나치게 커지는"),
    "부푸는 한글": (
        "a.hwpx",
        contents.archive({"mimetype": b"application/hwp+zip", "x": b"\0" * (60 << 20)}),
        "풀면 지나치게 커지는",
    ),
    "겹치는 압축": ("a.zip", contents.overlapping_zip(), "풀면 지나치게 커지는"),
    "압축 속 실행 파일": ("a.zip", contents.archive({"a/설치.EXE": b"x"}), "압축 파일 안에 실행 파일"),
    "압축 속 압축": ("a.zip", contents.archive({"a.zip": contents.ZIP}), "한 번만 압축"),
    "압축 속 매크로": ("a.zip", contents.archive({"a.xlsm": b"x"}), "매크로가 들어 있는 파일입니다."),
    "잘린 압축": ("a.docx", contents.DOCX[:-30], "파일이 망가져"),
    "잘린 한글": ("a.hwp", contents.HWP[:700], "파일이 망가져"),
    "모르는 내용": ("a.pdf", b"\0\x01\x02\x03" * 20, "내용이 PDF 파일이 아니거나 망가졌습니다."),
}


@pytest.mark.parametrize("name", GOOD)
def test_file_whose_content_agrees_with_its_name_comes_in(name: str) -> None:
    check_content(BytesIO(GOOD[name]), said=check_name(name, types=ALL))


@pytest.mark.parametrize("case", BAD)
def test_file_that_must_not_come_in_is_refused_with_a_way_out(case: str) -> None:
    name, content, sentence = BAD[case]
    with pytest.raises(RefusedError) as refusal:
        check_content(BytesIO(content), said=check_name(name, types=ALL))
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("설치.exe", "실행 파일은 올릴 수 없습니다."),
        ("표.xlsm", "XLSX 형식으로 다시 저장해"),
        ("계획서.docx", "여기에는 PDF, XLSX, JPEG 파일만"),
        ("계획서", "여기에는 PDF, XLSX, JPEG 파일만"),
        ("계획서.pdf.exe", "실행 파일은 올릴 수 없습니다."),
    ],
)
def test_name_that_is_not_asked_for_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        check_name(name, types=("pdf", "xlsx", "jpeg"))
    assert sentence in str(refusal.value)


def test_jpeg_comes_in_where_jpg_is_asked_for() -> None:
    assert check_name("사진.jpeg", types=("jpg",)).content_type == "image/jpeg"


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_damaged_file_is_taken_or_refused_but_never_breaks_the_check(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    with suppress(RefusedError):
        check_content(BytesIO(bytes(content[:cut])), said=check_name(name, types=ALL))
