"""`python -m moviediary doctor`."""

import json
import sys
from dataclasses import asdict

import click

from moviediary.config import Config
from moviediary.upkeep.doctor import examined
from moviediary.upkeep.findings import BAD, WARN, Finding

MARKS = {"ok": "ok  ", "warn": "WARN", "bad": "BAD "}


@click.command("doctor", help="Look whether all is well with the site, and say what to do. Exit code 1 where something is bad.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, for a program.")
@click.pass_obj
def doctor(config: Config, as_json: bool) -> None:
    findings = []
    for finding in examined(config):
        findings.append(finding)
        if not as_json:
            _print(finding)
    wrong = [finding for finding in findings if finding.state == BAD]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        warned = sum(finding.state == WARN for finding in findings)
        click.echo(f"{len(findings) - len(wrong) - warned} ok, {warned} to look at, {len(wrong)} bad.")
    sys.exit(1 if wrong else 0)


def _print(finding: Finding) -> None:
    click.echo(f"{MARKS[finding.state]}  {finding.about}: {finding.said}")
    if finding.todo:
        click.echo(f"      {finding.todo}")
