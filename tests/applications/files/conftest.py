from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from didim.applications.domain.drafts import start_application
from didim.applications.models import Application
from tests.applications.builders import NOW, make_agency, make_call, make_firm, make_member

FILE_FORM = {
    "steps": [
        {
            "key": "files",
            "title": "파일",
            "title_en": "Files",
            "fields": [
                {
                    "key": "plan",
                    "kind": "file",
                    "label": "사업계획서",
                    "label_en": "Plan",
                    "types": ["pdf", "hwp"],
                    "max_megabytes": 1,
                },
                {
                    "key": "photos",
                    "kind": "file",
                    "label": "사진",
                    "label_en": "Photos",
                    "types": ["png"],
                    "max_count": 2,
                },
                {
                    "key": "tax",
                    "kind": "file",
                    "label": "납세증명서",
                    "label_en": "Tax certificate",
                    "types": ["pdf"],
                    "document": "national_tax",
                },
            ],
        }
    ]
}
DOCUMENTS = [
    {
        "key": "tax",
        "kind": "national_tax",
        "label": "납세증명서",
        "label_en": "Tax certificate",
        "required": True,
        "reuse": True,
        "types": ["pdf"],
    }
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Iterator[Path]:
    files = {**settings.STORAGES["files"], "OPTIONS": {"location": tmp_path, "allow_overwrite": True}}
    with override_settings(STORAGES={**settings.STORAGES, "files": files}):
        yield tmp_path


@pytest.fixture
def application(db: None) -> Application:
    firm = make_firm()
    call = make_call(make_agency(), form=FILE_FORM, documents=DOCUMENTS)
    return start_application(enterprise=firm, call=call, by=make_member(firm), now=NOW)
