"""kill -9 at each step from the poll to the chat: nothing is lost, repeats are few and marked."""

from pathlib import Path

from tests.faults.runs import NAMED, killed


async def test_kills_at_every_step_lose_nothing(tmp_path: Path) -> None:
    """Killed once at each step, the program tells every reader every story, and marks what may come twice."""
    report = await killed(tmp_path, NAMED, 20261123, random=False)
    assert report.problems == []
    assert report.verdict.expected > NAMED
    assert {where.split()[0] for where in report.where} >= {"poll", "tell", "expand", "claim", "settle"}
