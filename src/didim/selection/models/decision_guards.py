"""Triggers that hold what no committee, officer or program may get around when something is decided.

`restrict_violation` is raised, so Django gives an IntegrityError.
"""

# ruff: noqa: S608 - the SQL is put together from the constants of this file alone

import pgtrigger

_REFUSE = "RAISE EXCEPTION '{text}' USING ERRCODE = 'restrict_violation';"


def _refuse(text: str) -> str:
    return _REFUSE.format(text=text)


# Who took part in a decision: present at its committee, or a reviewer of the application.
_TOOK_PART = """
    EXISTS (
        SELECT 1 FROM selection_decision d WHERE d.id = {decision} AND (
            EXISTS (
                SELECT 1 FROM selection_committeevote v
                WHERE v.committee_id = d.committee_id AND v.committee_id <> {committee}
                    AND v.person_id = {person} AND v.is_present AND v.barred_reason = ''
            )
            OR EXISTS (
                SELECT 1 FROM selection_review r
                JOIN selection_reviewer w ON w.id = r.reviewer_id
                JOIN registry_expert e ON e.id = w.expert_id
                WHERE r.application_id = d.application_id AND r.state = 'submitted' AND e.person_id = {person}
            )
        )
    )
"""


def committee() -> list[pgtrigger.Trigger]:
    """Let nothing be decided without the quorum of those not barred, nor approved without a majority."""
    return [
        pgtrigger.Trigger(
            name="decided_with_quorum",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__decided_at__isnull=True, new__decided_at__isnull=False),
            declare=[("seated", "integer"), ("present", "integer"), ("agreed", "integer")],
            func=(
                "SELECT count(*), count(*) FILTER (WHERE is_present), count(*) FILTER (WHERE vote = 'yes')"
                " INTO seated, present, agreed FROM selection_committeevote"
                " WHERE committee_id = NEW.id AND barred_reason = '';"
                " IF seated = 0 OR present * NEW.quorum_denominator < seated * NEW.quorum_numerator THEN "
                + _refuse("a committee decides with its quorum only")
                + " END IF; IF NEW.approved IS TRUE AND agreed * 2 <= present THEN "
                + _refuse("a committee approves by a majority of those present only")
                + " END IF; RETURN NEW;"
            ),
        ),
        pgtrigger.Trigger(
            name="not_born_decided",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Q(new__decided_at__isnull=False),
            func=_refuse("a committee meets before it decides"),
        ),
        pgtrigger.Trigger(
            name="decided_once",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__decided_at__isnull=False),
            func=(
                "IF (NEW.decided_at, NEW.approved, NEW.plan_id, NEW.quorum_numerator, NEW.quorum_denominator)"
                " IS DISTINCT FROM"
                " (OLD.decided_at, OLD.approved, OLD.plan_id, OLD.quorum_numerator, OLD.quorum_denominator)"
                " THEN " + _refuse("what a committee decided stands") + " END IF; RETURN NEW;"
            ),
        ),
    ]


def votes() -> list[pgtrigger.Trigger]:
    """Let votes stand once the committee has decided, and nobody hear an objection to their own decision."""
    return [
        pgtrigger.Trigger(
            name="stand_once_decided",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            declare=[("meeting", "bigint")],
            func=(
                "meeting := CASE WHEN TG_OP = 'DELETE' THEN OLD.committee_id ELSE NEW.committee_id END;"
                " IF EXISTS (SELECT 1 FROM selection_committee c WHERE c.id = meeting"
                " AND c.decided_at IS NOT NULL) THEN "
                + _refuse("votes stand once the committee has decided")
                + " END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
            ),
        ),
        pgtrigger.Trigger(
            name="objection_heard_by_others",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            condition=pgtrigger.Q(new__barred_reason=""),
            func=(
                "IF EXISTS (SELECT 1 FROM selection_objection o WHERE o.committee_id = NEW.committee_id AND"
                + _TOOK_PART.format(
                    decision="o.decision_id", committee="NEW.committee_id", person="NEW.person_id"
                )
                + ") THEN "
                + _refuse("whoever took part in a decision does not hear the objection to it")
                + " END IF; RETURN NEW;"
            ),
        ),
    ]


def decisions() -> list[pgtrigger.Trigger]:
    """Let no decision be made or changed but by a committee that approved it."""
    return [
        pgtrigger.Trigger(
            name="approved_by_a_committee",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            func=(
                "IF NOT EXISTS (SELECT 1 FROM selection_committee c"
                " WHERE c.id = NEW.committee_id AND c.approved) THEN "
                + _refuse("a decision needs a committee that approved it")
                + " END IF; RETURN NEW;"
            ),
        )
    ]


def objections() -> list[pgtrigger.Trigger]:
    """Let nobody who took part in a decision sit unbarred where the objection to it is heard."""
    return [
        pgtrigger.Trigger(
            name="heard_by_others",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.Update,
            condition=pgtrigger.Q(new__committee__isnull=False),
            func=(
                "IF EXISTS (SELECT 1 FROM selection_committeevote m"
                " WHERE m.committee_id = NEW.committee_id AND m.barred_reason = '' AND"
                + _TOOK_PART.format(
                    decision="NEW.decision_id", committee="NEW.committee_id", person="m.person_id"
                )
                + ") THEN "
                + _refuse("whoever took part in a decision does not hear the objection to it")
                + " END IF; RETURN NEW;"
            ),
        )
    ]
