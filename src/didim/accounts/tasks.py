from django.utils import timezone
from procrastinate.contrib.django import app

from didim.accounts.domain import accounts, attempts, messages, phone_messages


@app.periodic(cron="* * * * *", periodic_id="send-due-messages")
@app.task(queueing_lock="send-due-messages", pass_context=False)
def send_due_messages(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Send what is due, every minute."""
    messages.send_due_messages(now=timezone.now())


@app.periodic(cron="* * * * *", periodic_id="send-due-phone-messages")
@app.task(queueing_lock="send-due-phone-messages", pass_context=False)
def send_due_phone_messages(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Hand the gateway what is due, and ask it what became of the rest, every minute."""
    phone_messages.send_due_phone_messages(now=timezone.now())
    phone_messages.take_reports(now=timezone.now())


@app.task()
def send_message(message_id: int) -> None:
    """Send one message as soon as it is committed: a sign-in code is waited for."""
    messages.send_message(message_id=message_id, now=timezone.now())


@app.periodic(cron="20 3 * * *", periodic_id="destroy-due-data")
@app.task(queueing_lock="destroy-due-data", pass_context=False)
def destroy_due_data(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives the tick
    """Destroy what must not be kept any longer, every night."""
    now = timezone.now()
    accounts.destroy_due_accounts(now=now)
    accounts.destroy_old_access_log(now=now)
    attempts.forget_attempts(now=now)
