"""The command line as operators use it: exit codes, one clear sentence for everything that goes wrong."""

import sqlite3
from pathlib import Path

import pytest

from tests.process import TOKEN, Installation

OPML = """<opml version="2.0"><body><outline type="rss" text="One" xmlUrl="https://one.example.org/feed"/>
<outline type="rss" text="Inside" xmlUrl="http://127.0.0.1/feed"/></body></opml>"""
FEED = """<rss version="2.0"><channel><title>F</title><item><title>Суд в Аргуне отложил заседание</title>
<link>https://x.example.org/1</link><description>Суд в Аргуне отложил заседание на месяц.</description></item>
</channel></rss>"""


@pytest.fixture
def vigil(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def test_feeds_are_added_listed_exported_and_removed(vigil: Installation) -> None:
    """The list of sources goes through its whole life, and each address is stored once."""
    assert vigil.command("feeds", "add", "https://news.example.org/rss?utm_source=x").returncode == 0
    again = vigil.command("feeds", "add", "http://www.news.example.org/rss")
    assert again.returncode == 1
    assert "already" in again.stderr
    rows = vigil.json("feeds", "list")
    assert [(row["id"], row["state"], row["health"]) for row in rows] == [(1, "active", "new")]
    assert "news.example.org" in vigil.command("feeds", "export").stdout
    assert vigil.command("feeds", "remove", "1").returncode == 0
    assert vigil.json("feeds", "list")[0]["state"] == "retired"
    assert vigil.command("feeds", "remove", "99").returncode == 1


def test_an_opml_file_is_imported_without_what_is_not_allowed(vigil: Installation) -> None:
    """Addresses inside the network are left out and named."""
    (vigil.folder / "list.opml").write_text(OPML)
    done = vigil.command("feeds", "import", "list.opml")
    assert done.returncode == 0, done.stderr
    assert "Added 1 of 2" in done.stdout
    assert "127.0.0.1" in done.stderr
    assert vigil.command("feeds", "import", "none.opml").returncode == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/feed",
        "file:///etc/passwd",
        "https://user:pw@example.org/",
        "nonsense",
        "http://[::1]/",
    ],
)
def test_an_address_that_must_not_be_read_is_refused(vigil: Installation, url: str) -> None:
    """The guard stands at the command line too."""
    done = vigil.command("feeds", "add", url)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_watch_list_is_shown_as_it_is_kept(vigil: Installation) -> None:
    """The bundled entities are there, and one can be shown alone."""
    assert {row["key"] for row in vigil.json("watch", "list")} == {
        "chechnya",
        "kadyrov",
        "argun",
        "titiev",
        "lgbtnet",
    }
    assert "titiev" in vigil.command("watch", "show", "titiev").stdout
    assert vigil.command("watch", "show", "nobody").returncode == 1


def test_an_invite_is_one_object_with_a_code(vigil: Installation) -> None:
    """The code is printed once; subscribers are counted, never named."""
    made = vigil.json("invite", "--role", "moderator", "--uses", "3", "--expires", "7d")
    assert made["role"] == "moderator"
    assert len(made["code"]) >= 20
    assert vigil.json("subscribers") == []
    assert vigil.command("invite", "--role", "king").returncode == 2
    assert vigil.command("invite", "--expires", "soon").returncode == 2


def test_nothing_is_sent_without_a_token(vigil: Installation) -> None:
    """`run` and `deliver` say what is missing."""
    for command in ("run", "deliver"):
        done = vigil.command(command)
        assert done.returncode == 1
        assert "VIGIL_TELEGRAM__TOKEN" in done.stderr


def test_a_feed_that_is_down_is_named_and_the_rest_go_on(vigil: Installation) -> None:
    """One poll reports each feed with its reason."""
    vigil.environment["VIGIL_POLLING__ALLOW_PRIVATE_HOSTS"] = "true"
    vigil.command("feeds", "add", "http://127.0.0.1:9/rss")  # nobody listens on the discard port
    polled = vigil.json("poll")
    assert [(row["health"], row["new"]) for row in polled["feeds"]] == [("down", 0)]
    assert polled["feeds"][0]["reason"]


def test_a_feed_on_disk_is_previewed(vigil: Installation) -> None:
    """A file's alerts are printed, and a digest is written beside."""
    (vigil.folder / "feed.xml").write_text(FEED, encoding="utf-8")
    done = vigil.command("preview", "feed.xml", "--lang", "ru")
    assert done.returncode == 0, done.stderr
    assert "Суд в Аргуне отложил заседание" in done.stdout
    (digest,) = (vigil.folder / "preview").glob("digest-*-ru.md")
    assert "Суд в Аргуне" in digest.read_text(encoding="utf-8")
    assert not (vigil.folder / "data").exists()
    assert vigil.command("preview", "nowhere.xml").returncode == 1


def test_a_preview_of_nothing_readable_fails_with_the_reasons(vigil: Installation) -> None:
    """One feed that is read is enough; with none, each is named with its reason, and no digest is written."""
    (vigil.folder / "page.xml").write_text("<html><body>A page</body></html>")
    (vigil.folder / "feed.xml").write_text(FEED, encoding="utf-8")
    done = vigil.command("preview", "page.xml", "https://feed.invalid/")
    assert done.returncode == 1
    assert "page.xml: This is not a feed" in done.stderr
    assert "feed.invalid: Vigil refuses" in done.stderr.replace("https://feed.invalid/", "feed.invalid")
    assert not (vigil.folder / "preview").exists()
    assert vigil.command("preview", "page.xml", "feed.xml").returncode == 0


def test_the_preview_without_feeds_shows_the_samples(vigil: Installation) -> None:
    """Without a token: alerts of all five entities, a digest, what to set to go live, exit 0."""
    done = vigil.command("preview")
    assert done.returncode == 0, done.stderr
    for word in ("Argun", "Oyub Titiev", "Russian LGBT Network", "Chechnya", "Ramzan Kadyrov", "@BotFather"):
        assert word in done.stdout
    assert "3 reports, 3 owners; en + ru" in done.stdout


def test_settings_are_shown_without_their_secrets(vigil: Installation) -> None:
    """`config show` and `config check` print neither token nor password."""
    vigil.environment |= {"VIGIL_TELEGRAM__TOKEN": TOKEN, "VIGIL_DATABASE__URL": "postgresql://v:hunter2@h/d"}
    shown = vigil.command("config", "show").stdout + vigil.command("config", "check").stdout
    assert "(set)" in shown
    assert TOKEN not in shown
    assert "hunter2" not in shown
    assert vigil.command("config", "has", "telegram.token").returncode == 0
    assert vigil.command("config", "has", "telegram.token_file").returncode == 1
    assert vigil.command("config", "has", "nonsense").returncode == 2


def test_what_is_kept_is_its_owners_alone(vigil: Installation) -> None:
    """In a folder that others may enter, the files are closed to them."""
    (vigil.folder / "data").mkdir(mode=0o755)
    vigil.command("poll")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (vigil.folder / "data").iterdir()}
    assert modes == dict.fromkeys(("vigil.db", "instance", "lock"), 0o600)


def test_the_digest_of_a_week_is_printed(vigil: Installation) -> None:
    """Any ISO week can be asked for; what is none is wrong usage."""
    assert "2026-W47" in vigil.command("digest", "--week", "2026-W47").stdout
    assert vigil.command("digest", "--week", "2026-W60").returncode == 2
    assert vigil.command("digest", "--week", "last").returncode == 2


def unwritable(vigil: Installation) -> None:
    (vigil.folder / "data").write_text("a file where the folder should be")


def another_key(vigil: Installation) -> None:
    vigil.command("db", "upgrade")
    key = vigil.folder / "keys" / "keys"
    key.unlink()
    other = Installation(vigil.folder / "other")
    other.folder.mkdir()
    other.command("db", "upgrade")
    key.write_bytes((other.folder / "keys" / "keys").read_bytes())
    key.chmod(0o600)


def no_key(vigil: Installation) -> None:
    vigil.command("db", "upgrade")
    (vigil.folder / "keys" / "keys").unlink()


def open_key(vigil: Installation) -> None:
    vigil.command("db", "upgrade")
    (vigil.folder / "keys" / "keys").chmod(0o644)


def not_a_database(vigil: Installation) -> None:
    (vigil.folder / "data").mkdir()
    (vigil.folder / "data" / "vigil.db").write_text("this is no database at all, only a text\n" * 100)


def wrong_url(vigil: Installation) -> None:
    vigil.environment["VIGIL_DATABASE__URL"] = "mysql://x/y"


def no_server(vigil: Installation) -> None:
    vigil.environment["VIGIL_DATABASE__URL"] = "postgresql://nobody:secret@127.0.0.1:1/none"


def wrong_setting(vigil: Installation) -> None:
    vigil.environment["VIGIL_POLING__INTERVAL"] = "1m"


def broken_watch_list(vigil: Installation) -> None:
    vigil.command("watch", "list")
    with sqlite3.connect(vigil.folder / "data" / "vigil.db") as connection:
        connection.execute("UPDATE watchlist_version SET content = '[[entity]]\nkey = 1'")


@pytest.mark.parametrize(
    "trouble",
    [
        unwritable,
        another_key,
        no_key,
        open_key,
        not_a_database,
        wrong_url,
        no_server,
        wrong_setting,
        broken_watch_list,
    ],
    ids=lambda function: function.__name__,
)
def test_trouble_is_one_sentence(vigil: Installation, trouble: object) -> None:
    """What stops a command is said in plain words, exit 1, without a traceback or a secret."""
    assert callable(trouble)
    trouble(vigil)
    done = vigil.command("watch", "list")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("vigil: ")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    assert "unexpected" not in done.stderr, done.stderr


def test_a_locked_database_is_said_to_be_locked(vigil: Installation) -> None:
    """Another program that holds the database is named as the reason, after the wait."""
    vigil.command("db", "upgrade")
    holder = sqlite3.connect(vigil.folder / "data" / "vigil.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        done = vigil.command("feeds", "add", "https://a.example.org/")
    finally:
        holder.close()
    assert done.returncode == 1
    assert "locked" in done.stderr


def test_debug_shows_the_traceback(vigil: Installation) -> None:
    """--debug is for whoever mends it, before or after the command."""
    wrong_url(vigil)
    assert "Traceback" in vigil.command("--debug", "watch", "list").stderr
    assert "Traceback" in vigil.command("watch", "list", "--debug").stderr


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["feeds", "add"], ["poll", "--nonsense"], ["feeds", "nonsense"]]
)
def test_wrong_usage_exits_with_two(vigil: Installation, arguments: list[str]) -> None:
    """A mistyped command is told apart from a failure."""
    assert vigil.command(*arguments).returncode == 2
