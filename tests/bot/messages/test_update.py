"""An update of a story is told by its reader's clock."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.i18n import texts_for
from bot.messages.update import render_update
from tests.bot.conversation import VELSKY
from tests.bot.messages.reports import report, shown


@pytest.mark.parametrize(
    ("zone", "time"),
    [("UTC", "5 Mar 2026, 09:30 UTC"), ("Asia/Tbilisi", "5 Mar 2026, 13:30 UTC+4")],
)
def test_an_update_tells_the_readers_own_time(zone: str, time: str) -> None:
    """As the alert did that it answers."""
    message = render_update(
        report(), [VELSKY], ["event:detained"], texts=texts_for("en"), zone=ZoneInfo(zone)
    )
    assert f"Seen {time}" in shown(message)[0]
