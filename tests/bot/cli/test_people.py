"""`vigil invite` and its list and revoke: numbers on the outside, codes shown once, nobody named."""

from __future__ import annotations

from storage.opening import open_database
from storage.subscriber import Role, join
from tests.bot.cli.inside import Inside, vigil

__all__ = ["vigil"]


def let_in(vigil: Inside, code: str, *chats: int) -> None:
    """Let chats in by a code."""
    from bot.installation import utc_now

    database = open_database(f"sqlite:///{vigil.folder}/data/vigil.db", vigil.folder / "keys")
    for chat in chats:
        database.run_now(join, database.keyring, chat=chat, code=code, lang="en", now=utc_now())
    database.close()


def test_invites_are_listed_by_number_without_their_codes(vigil: Inside) -> None:
    """What is open, for whom, and how many are in by it."""
    made = vigil.json("invite", "--role", "moderator", "--uses", "3")
    let_in(vigil, made["code"], 11, 12)
    done = vigil.command("invite", "list", "--json")
    (row,) = vigil.json("invite", "list")
    assert made["code"] not in done.stdout
    assert (row["number"], row["role"], row["uses_left"], row["open"], row["people"]) == (
        made["number"],
        "moderator",
        1,
        True,
        2,
    )
    assert vigil.json("subscribers") == [
        {"role": "moderator", "kind": "person", "state": "active", "count": 2}
    ]


def test_an_invite_is_closed_and_its_people_removed(vigil: Inside) -> None:
    """Without --people they stay; admins too can be removed here, and nowhere else."""
    made = vigil.json("invite", "--role", str(Role.ADMIN), "--uses", "2")
    let_in(vigil, made["code"], 11)
    number = str(made["number"])
    assert vigil.json("invite", "revoke", number) == {"number": made["number"], "closed": True, "removed": 0}
    assert vigil.json("invite", "revoke", number, "--people") == {
        "number": made["number"],
        "closed": False,
        "removed": 1,
    }
    assert vigil.json("subscribers") == vigil.json("invite", "list") == []


def test_an_unknown_number_is_named(vigil: Inside) -> None:
    """The error says where the numbers are."""
    done = vigil.command("invite", "revoke", "77")
    assert done.returncode == 1
    assert "vigil invite list" in done.stderr
