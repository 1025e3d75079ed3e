import sys

import click

from .output import print_json


@click.command()
@click.option("--lang", type=click.Choice(["ko", "en"]), default="ko", help="말 / language")
@click.option("--json", "as_json", is_flag=True, help="결과를 JSON 한 줄로 / the result as one JSON object")
def doctor(lang: str, *, as_json: bool) -> None:
    """무엇이 빠졌고 어떻게 고치는지 알려 줍니다. Say what is missing and how to mend it."""
    from didim.project.diagnosis import examine

    findings = []
    for finding in examine():
        findings.append(finding)
        if as_json:
            continue
        korean = lang == "ko"
        sign = "✔" if finding.fine else ("✘" if finding.needed else "–")
        click.echo(f"{sign} {finding.korean if korean else finding.english}")
        if not finding.fine:
            click.echo(f"    → {finding.mend_korean if korean else finding.mend_english}")
    sick = [finding for finding in findings if finding.needed and not finding.fine]
    if as_json:
        print_json({"fine": not sick, "findings": [vars(finding) for finding in findings]})
    sys.exit(1 if sick else 0)
