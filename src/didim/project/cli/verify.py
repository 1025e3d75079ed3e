"""``./didim verify``: recomputes what must never have changed and names what has."""

import sys
from typing import TYPE_CHECKING, Any

import click

from .context import with_django
from .output import print_json, progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from didim.kernel.verifying import Verifier


def look_through(verifiers: "Iterable[Verifier]") -> list[dict[str, Any]]:
    """Run every verifier; return for each kind how many rows are broken and the first of them."""
    results = []
    for verifier in verifiers:
        broken = list(verifier.find())
        first = {"row": broken[0].row, "sentence": broken[0].sentence} if broken else None
        results.append({"kind": verifier.kind, "name": verifier.name, "broken": len(broken), "first": first})
    return results


@click.command()
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
@with_django
def verify(as_json: bool) -> None:  # noqa: FBT001 - click passes flags so
    """접수·평가·협약 기록이 그대로인지 확인합니다. Recompute what must never have changed.

    The exit code is 1 when something is broken; the first broken row of each kind is named.
    """
    from didim.agreements.domain.verifying import verifiers as of_agreements
    from didim.agreements.domain.vouchers.verifying import verifiers as of_vouchers
    from didim.applications.domain.verifying import VERIFIERS as INTAKE
    from didim.districts.domain.verifying import VERIFIERS as DISTRICTS
    from didim.documents.agreement_papers import agreement_pdf
    from didim.documents.voucher_papers import voucher_contract_pdf
    from didim.outcomes.domain.verifying import VERIFIERS as OUTCOMES
    from didim.reports.domain.publishing import VERIFIERS as REPORTS
    from didim.selection.domain.verifying import VERIFIERS as SELECTION
    from didim.support.domain.sums import VERIFIERS as SUPPORT

    agreements = (*of_agreements(agreement_pdf), *of_vouchers(voucher_contract_pdf))
    kinds = (*INTAKE, *SELECTION, *SUPPORT, *agreements, *OUTCOMES, *REPORTS, *DISTRICTS)
    results = look_through(progress(kinds, "확인 / verifying", total=len(kinds)))
    broken = any(result["broken"] for result in results)
    if as_json:
        print_json({"whole": not broken, "kinds": results})
    else:
        for result in results:
            mark = "✘" if result["broken"] else "✔"
            click.echo(f"{mark} {result['name']}")
            if result["first"]:
                click.echo(f"    {result['first']['row']}: {result['first']['sentence']}")
                if result["broken"] > 1:
                    click.echo(f"    그 밖에 {result['broken'] - 1}건 / and {result['broken'] - 1} more")
    sys.exit(1 if broken else 0)
