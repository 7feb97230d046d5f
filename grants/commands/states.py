"""`flask states`: the life of a proposal as a page of documentation, drawn from MOVES."""

import click

from grants.permissions import SENTENCES
from grants.proposals.rules.moves import APPLICANT_WORDS, MOVES, OFFICE_WORDS

HEAD = """# The states of a proposal

Drawn from `MOVES` in `grants/proposals/rules/moves.py` by `flask states > docs/states.md`; a test
compares. Only `proposals.service.move` assigns a status.
"""


def drawn() -> str:
    """The whole page, as Markdown with a Mermaid diagram."""
    lines = [HEAD, "```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    for move, rule in MOVES.items():
        for source in sorted(rule.sources):
            lines.append(f"    {source.value} --> {rule.target.value}: {move.value}")
    lines += ["```", "", "| move | from | to | who may | who is told |"]
    lines.append("| --- | --- | --- | --- | --- |")
    for move, rule in MOVES.items():
        sources = ", ".join(sorted(s.value for s in rule.sources))
        told = ", ".join(t.value for t in rule.tells) or "–"
        cells = (move.value, sources, rule.target.value, SENTENCES[rule.permission], told)
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| state | the office reads | an applicant reads |", "| --- | --- | --- |"]
    lines += [f"| {s.value} | {OFFICE_WORDS[s]} | {APPLICANT_WORDS[s]} |" for s in OFFICE_WORDS]
    return "\n".join(lines) + "\n"


@click.command("states")
def command() -> None:
    """Print docs/states.md."""
    click.echo(drawn(), nl=False)
