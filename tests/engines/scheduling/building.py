"""Small timetables: one written by hand in the published format, and random ones with their brute force."""

from itertools import product

from hypothesis import strategies as st

from didim.engines.scheduling import (
    Asked,
    Attendee,
    Change,
    Fair,
    Interpreter,
    Meeting,
    Session,
    Timetable,
    Wish,
    breaches,
    breaks_of,
)

SMALL = """% four firms, five meetings
nBusiness = 4;
nMeetings = 5;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;

requested = [|1, 2,3,
|1, 3,1,
|2, 3,3,
|3, 4,2,
|1, 4,3,
|];

meetingsxBusiness = [{1,2,3,6},
{1,2,4},
{1,3,4,5},
{1,5,6}];

nMeetingsBusiness = [3,2,3,2];

forbidden = [{0},
{},
{1},
{}];

fixed = [0,0,0,0,0];

precedences = [{},
{},
{2},
{},
{1}];
"""


@st.composite
def timetables(draw):
    """Up to five meetings of four participants in four slots: brute force can look at them all."""
    participants = draw(st.integers(2, 4))
    slots = draw(st.integers(1, 4))
    pairs = [(one, other) for other in range(participants) for one in range(other)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=5))
    sets = st.frozensets(st.integers(0, slots - 1), max_size=1)
    meetings = []
    for number, (one, other) in enumerate(chosen):
        after = draw(st.frozensets(st.integers(0, number - 1), max_size=1)) if number else frozenset()
        fixed = draw(st.one_of(st.none(), st.none(), st.none(), st.integers(0, slots - 1)))
        sessions = [Session.EITHER, Session.EITHER, Session.MORNING, Session.AFTERNOON]
        session = draw(st.sampled_from(sessions))
        meetings.append(Meeting(one, other, session, fixed, tuple(after)))
    return Timetable(
        participants=participants,
        tables=draw(st.integers(1, 2)),
        slots=slots,
        morning=draw(st.integers(0, slots)),
        meetings=tuple(meetings),
        forbidden=tuple(draw(sets) for _ in range(participants)),
    )


def fewest_breaks(timetable, fairness):
    """Return the fewest breaks of all timetables there are; None where there is none."""
    counts = [
        sum(breaks_of(timetable, slots))
        for slots in product(range(timetable.slots), repeat=len(timetable.meetings))
        if not breaches(timetable, slots, fairness=fairness)
    ]
    return min(counts, default=None)


@st.composite
def fairs(draw, most_wishes=6, *, spare=False):
    """Up to three partners, three firms and four slots, with all that a fair can ask for."""
    slots = draw(st.integers(1, 4))
    absences = st.frozensets(st.integers(0, slots - 1), max_size=2)
    seldom = st.one_of(st.just(frozenset()), st.just(frozenset()), absences)

    def attendees(letter):
        loads = draw(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 3)), min_size=1, max_size=3))
        return tuple(
            Attendee(f"{letter}{at}", most, least, draw(absences)) for at, (least, most) in enumerate(loads)
        )

    partners, firms = attendees("p"), attendees("f")
    pairs = [(one.id, other.id) for one in partners for other in firms]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=most_wishes))
    sessions = [Session.EITHER, Session.EITHER, Session.EITHER, Session.MORNING, Session.AFTERNOON]
    after = st.frozensets(st.integers(0, most_wishes), max_size=1)
    wishes = tuple(
        Wish(
            *pair,
            draw(st.sampled_from(list(Asked) if not spare else [Asked.PARTNER, Asked.SPARE, Asked.SPARE])),
            draw(st.integers(0, 1000)),
            order,
            declined=draw(st.integers(0, 4)) == 0,
            language=draw(st.sampled_from(["", "", "vi", "de", "fr"])),
            session=draw(st.sampled_from(sessions)),
            video=draw(st.integers(0, 4)) == 0,
            forbidden=draw(seldom),
            after=tuple(before for before in draw(after) if before < order),
        )
        for order, pair in enumerate(chosen)
    )
    tables, rooms = draw(st.integers(1, 3)), draw(st.integers(0, 1))
    places = st.frozensets(st.integers(0, tables + rooms - 1), max_size=2)
    return Fair(
        slots,
        tables,
        partners,
        firms,
        wishes,
        interpreters=(
            Interpreter("i0", frozenset({"vi"}), draw(seldom)),
            Interpreter("i1", frozenset({"vi", "de"})),
        ),
        video_rooms=rooms,
        morning=draw(st.one_of(st.none(), st.integers(0, slots))),
        breaks=frozenset(draw(st.sets(st.integers(0, slots - 1), max_size=draw(st.integers(0, 1))))),
        broken=draw(st.dictionaries(st.integers(0, slots - 1), places, max_size=1)),
    )


@st.composite
def changes(draw, fair):
    """Somebody away, places out of use, a meeting called off, from some slot on."""
    everybody = [one.id for one in (*fair.everybody, *fair.interpreters)]
    slots = st.frozensets(st.integers(0, fair.slots - 1), max_size=3)
    broken = st.frozensets(st.integers(0, fair.tables + fair.video_rooms - 1), max_size=2)
    return Change(
        draw(st.integers(0, fair.slots)),
        away=draw(st.dictionaries(st.sampled_from(everybody), slots, max_size=2)),
        broken=draw(st.dictionaries(st.integers(0, fair.slots - 1), broken, max_size=2)),
        called_off=draw(st.frozensets(st.integers(0, 8), max_size=1)),
    )
