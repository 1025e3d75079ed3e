import os

from django.utils import timezone
from procrastinate.contrib.django import app

from didim.feeds.bizinfo import client as bizinfo
from didim.feeds.collecting import collect_bizinfo, collect_kstartup
from didim.feeds.kstartup import client as kstartup
from didim.feeds.patient_client import PatientClient


@app.periodic(cron="10 */4 * * *", periodic_id="collect-bizinfo")
@app.task(queueing_lock="collect-bizinfo", pass_context=False)
def collect_bizinfo_notices(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Read 기업마당 every four hours, where DIDIM_BIZINFO_KEY is set."""
    if key := os.environ.get("DIDIM_BIZINFO_KEY"):
        with PatientClient(bizinfo.INTERVAL_S) as client:
            url = os.environ.get("DIDIM_BIZINFO_URL", bizinfo.URL)
            collect_bizinfo(client=client, key=key, now=timezone.now(), clock=timezone.now, url=url)


@app.periodic(cron="25 6 * * *", periodic_id="collect-kstartup")
@app.task(queueing_lock="collect-kstartup", pass_context=False)
def collect_kstartup_notices(timestamp: int) -> None:  # noqa: ARG001
    """Read K-Startup every morning (it is refreshed daily), where DIDIM_KSTARTUP_KEY is set."""
    if key := os.environ.get("DIDIM_KSTARTUP_KEY"):
        with PatientClient(kstartup.INTERVAL_S) as client:
            url = os.environ.get("DIDIM_KSTARTUP_URL", kstartup.URL)
            collect_kstartup(client=client, key=key, now=timezone.now(), clock=timezone.now, url=url)
