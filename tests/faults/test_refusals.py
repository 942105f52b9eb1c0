"""A Telegram that refuses, loses answers and moves chats, and a program that is stopped meanwhile."""

from pathlib import Path

from tests.faults.runs import refused


async def test_refusals_and_stops_lose_nothing(tmp_path: Path) -> None:
    """30 % refusals, lost answers, a block, a move, SIGTERM: each story once, on time; questions answered."""
    report = await refused(tmp_path, 4, 20261124)
    assert report.problems == []
    assert report.refused > 0
    assert report.stops == [0] * 5
    assert len(report.answers) == 4
