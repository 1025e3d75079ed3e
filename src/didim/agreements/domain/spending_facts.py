"""What a firm says of an expenditure beside the amounts; stands as JSON in `Expenditure.facts`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from didim.engines.expenditure import Employment, Insurance, Relation, Stage, WorkerTie


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """Who is paid wages: a participation of the agreement, and what the firm declares of the person."""

    participation: int
    tie: WorkerTie | None = None
    insurances: frozenset[Insurance] | None = None


@dataclass(frozen=True, slots=True)
class SpendingFacts:
    """What the firm declares; what it leaves out is not known. `relations`: of the supplier, as declared."""

    stage: Stage = Stage.COMPLETION
    contract_won: int | None = None
    customs_refund_won: int = 0
    marks: frozenset[str] = frozenset()
    relations: Mapping[Relation, bool] = field(default_factory=dict)
    employment: Employment | None = None
    worker: WorkerFacts | None = None

    def dump(self) -> dict[str, Any]:
        """Return the JSON form; `load` gives the same facts back."""
        worker, employment = self.worker, self.employment
        return {
            "stage": self.stage.value,
            "contract_won": self.contract_won,
            "customs_refund_won": self.customs_refund_won,
            "marks": sorted(self.marks),
            "relations": {key.value: value for key, value in sorted(self.relations.items())},
            "employment": employment
            and {
                "worked": employment.worked,
                "left_on": employment.left_on.isoformat() if employment.left_on else None,
            },
            "worker": worker
            and {
                "participation": worker.participation,
                "tie": worker.tie.value if worker.tie else None,
                "insurances": None if worker.insurances is None else sorted(worker.insurances),
            },
        }

    @classmethod
    def load(cls, said: Mapping[str, Any]) -> "SpendingFacts":
        """Return the facts of their JSON form; an empty object gives those of somebody who said nothing."""
        employment, worker = said.get("employment"), said.get("worker")
        return cls(
            stage=Stage(said.get("stage", Stage.COMPLETION)),
            contract_won=said.get("contract_won"),
            customs_refund_won=said.get("customs_refund_won", 0),
            marks=frozenset(said.get("marks", ())),
            relations={Relation(key): value for key, value in said.get("relations", {}).items()},
            employment=employment and Employment(employment["worked"], _day(employment["left_on"])),
            worker=worker
            and WorkerFacts(
                worker["participation"],
                WorkerTie(worker["tie"]) if worker["tie"] else None,
                None if worker["insurances"] is None else frozenset(map(Insurance, worker["insurances"])),
            ),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
