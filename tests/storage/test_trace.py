"""Where an address went: entries, alerts and deliveries are found on both databases."""

from __future__ import annotations

from dataclasses import replace

from storage.database import Database
from storage.trace import alerts_of, delivery_of, entries_at, feeds_leading_to, joined_at
from tests.storage.world import NOW, article, expand_all, feed, store, subscriber, tell_all


def test_an_address_leads_to_its_entries_alerts_and_delivery(database: Database) -> None:
    """Every entry is found, oldest first, with its matches, its story's alerts and the delivery."""
    person = subscriber(database)
    one, two = feed(database, "one"), feed(database, "two")
    first = replace(article("Fire", "argun"), link_key="https://one.example/fire")
    [first_id] = store(database, one, first)
    [(story, alert)] = tell_all(database)
    [second_id] = store(database, two, first, baseline=True)
    found = database.read_now(entries_at, "https://one.example/fire")
    assert [(entry.id, entry.baseline, entry.told, entry.story_id) for entry in found] == [
        (first_id, False, True, story),
        (second_id, True, False, None),
    ]
    assert [match.entity for match in found[0].matches] == ["argun"]
    [told] = database.read_now(alerts_of, story)
    assert (told.id, told.entry_id, told.entities, told.expanded) == (alert, first_id, ("argun",), False)
    expand_all(database)
    delivery = database.read_now(delivery_of, [told.id], person.id)
    assert delivery is not None
    assert (delivery.alert_id, delivery.state) == (alert, "pending")
    assert database.read_now(delivery_of, [told.id], person.id + 1) is None
    assert database.read_now(joined_at, person.id) == NOW


def test_a_site_leads_to_its_feeds_and_wildcards_mean_nothing(database: Database) -> None:
    """Only addresses that begin so count; percent and underline are letters."""
    one = feed(database)
    store(database, one, replace(article("Fire"), link_key="https://one.example/fire"))
    assert database.read_now(feeds_leading_to, "https://one.example/") == {one}
    assert database.read_now(feeds_leading_to, "https://one_example/") == set()
    assert database.read_now(feeds_leading_to, "%") == set()
    assert database.read_now(entries_at, "https://one.example/smoke") == []
