from django.utils import timezone
from procrastinate.contrib.django import app

from didim.agreements.domain import checking
from didim.agreements.models import Expenditure


@app.task(lock="check-expenditures", pass_context=False)
def check_expenditure(expenditure_id: int) -> None:
    """Apply the rule pack to what a firm has just asked for."""
    expenditure = Expenditure.objects.get(pk=expenditure_id)
    checking.check_expenditure(expenditure=expenditure, by=None, now=timezone.now())
