import io
from datetime import date

import pytest
import xlsxwriter


@pytest.fixture
def workbook():
    """Return a function that makes an .xlsx of rows; days become real date cells."""

    def make(*rows, sheets_before=()):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for name in sheets_before:
                book.add_worksheet(name)
            sheet = book.add_worksheet("기업 목록")
            for line, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(line, at, cell, day)
                    else:
                        sheet.write(line, at, cell)
        return buffer.getvalue()

    return make
