"""Three calls of the sample's industry agency, from application to result.

One decided long ago: 228 applied, 103 are selected, an objection was dismissed. One of two rounds with bonus
points, told three days ago: the demo owner objects. One that the demo reviewer reads now. Everything is done
by the acts that people use; drafts and reviews, of which there are many, are written in bulk as the acts
write them. `./didim verify` works all of it out again.
"""

from collections.abc import Sequence

from didim.accounts.models import User
from didim.applications.models import Application
from didim.registry.enums import EnterpriseStage
from didim.registry.models import Enterprise
from didim.selection.models import Assignment, Decision, Reviewer

from .selection_calls import DECIDED, REVIEWED, TWO_ROUNDS, publish_online
from .selection_checks import check_all
from .selection_intake import apply_all
from .selection_people import make_reviewers
from .selection_results import (
    Ending,
    decide,
    dismiss,
    first_left_out,
    object_to,
    take_mails_as_sent,
    tell,
)
from .selection_rounds import Sitting, judge, open_sitting, write_reviews
from .sign_ins import owned_firm, sample_user
from .world import World, pick_several

APPLICATIONS = 228
NOT_FOUNDED = 12  # of them: the check finds that they are no firms yet
IN_TWO_ROUNDS = 40
UNDER_REVIEW = 60
READERS = 6
WRITERS = 12  # who read the plans of the first of two rounds; the others hear the presentations
# The owner is selected in the large call.
OWN_EARLIER_PLAN = 88.0
# In that of two rounds its plan reads well and its presentation hardly passes, so it misses the places.
OWN_PLAN, OWN_PRESENTATION = 82.0, 66.0

JUDGED = Sitting(number=1, begins=-110, first_review=-105, due=-98, max_load=34, room=25)
PLANS_READ = Sitting(number=1, begins=-48, first_review=-45, due=-38, max_load=14, room=31)
PRESENTED = Sitting(number=2, begins=-34, first_review=-30, due=-22, max_load=16, room=32)
EVEN = UNDER_REVIEW * 3 // READERS  # each plan has three readers
READ_NOW = Sitting(
    number=1, begins=-10, first_review=-8, due=10, max_load=EVEN + 2, room=28, min_load=EVEN - 2
)
LONG_AGO = Ending(meets=-92, told=-91, room=23)
JUST_NOW = Ending(meets=-4, told=-3, room=33)


def make_selection(world: World, firms: Sequence[Enterprise]) -> None:
    """Make the calls with everybody who applies, judges and decides."""
    writer = User.objects.create_user("applicants@hanbit.example", name="신청 담당(예시)")
    applicants = _applicants(world, firms)
    pool = make_reviewers(world, sample_user("reviewer"), applicants, sample_user("officer"))
    _decided(world, applicants, owned_firm(firms), pool, writer)
    _in_two_rounds(world, firms, pool, writer)
    _under_review(world, firms, pool, writer)
    take_mails_as_sent()


def _applicants(world: World, firms: Sequence[Enterprise]) -> list[Enterprise]:
    """Return the firms that apply to the large call: the owner's, others, and some that are no firms yet."""
    dice = world.dice(20)
    own = owned_firm(firms)
    others = [firm for firm in firms if firm.stage == EnterpriseStage.PRE_FOUNDER]
    chosen = [
        own,
        *pick_several(dice, _operating(firms, own), APPLICATIONS - NOT_FOUNDED - 1),
        *pick_several(dice, others, NOT_FOUNDED),
    ]
    return pick_several(dice, chosen, len(chosen))


def _operating(firms: Sequence[Enterprise], own: Enterprise) -> list[Enterprise]:
    return [firm for firm in firms if firm.stage == EnterpriseStage.OPERATING and firm.pk != own.pk]


def _of_firm(applications: Sequence[Application], firm: Enterprise) -> int:
    return next(one.pk for one in applications if one.enterprise_id == firm.pk)


def _decided(
    world: World,
    applicants: Sequence[Enterprise],
    own: Enterprise,
    pool: Sequence[Reviewer],
    writer: User,
) -> None:
    officer, director = sample_user("officer"), sample_user("director")
    call = publish_online(world, DECIDED, officer)
    first = world.instant(world.day(DECIDED.opens), 10)
    applications = apply_all(world, call, applicants, writer, first, 24)
    check_all(call, officer, director, world.instant(world.day(-112)))
    mine = _of_firm(applications, own)
    sheet = judge(world, call, JUDGED, pool[1:], officer, {mine: OWN_EARLIER_PLAN})
    decide(world, call, sheet, LONG_AGO, officer)
    tell(world, call, LONG_AGO, director)
    objection = object_to(world, first_left_out(call), LONG_AGO.told + 2, writer)
    dismiss(world, objection, (LONG_AGO.told + 5, LONG_AGO.told + 12), 29, officer)


def _in_two_rounds(world: World, firms: Sequence[Enterprise], pool: Sequence[Reviewer], writer: User) -> None:
    """Make the call whose plans are read first and whose best, twice the places, are heard."""
    officer, director = sample_user("officer"), sample_user("director")
    dice, own = world.dice(30), owned_firm(firms)
    applicants = [own, *pick_several(dice, _operating(firms, own), IN_TWO_ROUNDS - 1)]
    applicants = pick_several(dice, applicants, len(applicants))
    call = publish_online(world, TWO_ROUNDS, officer)
    first = world.instant(world.day(TWO_ROUNDS.opens), 10)
    applications = apply_all(world, call, applicants, writer, first, 34)
    check_all(call, officer, director, world.instant(world.day(-50)))
    mine = _of_firm(applications, own)
    judge(world, call, PLANS_READ, pool[:WRITERS], officer, {mine: OWN_PLAN})
    sheet = judge(world, call, PRESENTED, pool[WRITERS:], officer, {mine: OWN_PRESENTATION})
    decide(world, call, sheet, JUST_NOW, officer)
    tell(world, call, JUST_NOW, director)
    object_to(world, Decision.objects.get(application=mine), -1, sample_user("owner"))


def _under_review(world: World, firms: Sequence[Enterprise], pool: Sequence[Reviewer], writer: User) -> None:
    """Make the call whose plans the demo reviewer reads now."""
    officer, director = sample_user("officer"), sample_user("director")
    operating = [firm for firm in firms if firm.stage == EnterpriseStage.OPERATING]
    applicants = pick_several(world.dice(26), operating, UNDER_REVIEW)
    call = publish_online(world, REVIEWED, officer)
    apply_all(world, call, applicants, writer, world.instant(world.day(REVIEWED.opens), 10), 27)
    check_all(call, officer, director, world.instant(world.day(-14)))
    readers = pool[:READERS]
    round_ = open_sitting(world, call, READ_NOW, readers, officer)
    others = Assignment.objects.filter(round=round_, ended_at=None).exclude(reviewer=readers[0])
    first = world.instant(world.day(READ_NOW.first_review))
    write_reviews(world, round_, list(others.order_by("pk"))[::2], first, room=READ_NOW.room)
