"""The arrows between the rooms go one way, and each framework lives in one place."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("config", "feeds", "storage", "bot")
MAY_IMPORT = {
    "config": set[str](),
    "feeds": set[str](),
    "storage": {"feeds.types"},
    "bot": {"config", "feeds", "storage"},
}
HOMES = {
    "feedparser": ("feeds/web/",),
    "apscheduler": ("bot/schedule.py",),
    "sqlmodel": ("storage/", "bot/"),
    "sqlalchemy": ("storage/",),
    "alembic": ("storage/",),
    "telegram": ("bot/",),
    "pebble": ("feeds/web/worker.py",),
    "pymorphy3": ("feeds/",),
    "aiohttp": ("feeds/web/", "feeds/story/llm.py", "bot/web/", "bot/preview.py"),
    "trafilatura": ("feeds/web/article.py",),
    "warcio": ("feeds/web/warc.py",),
    "typst": ("bot/digest/",),
    "docx": ("bot/digest/",),
    "jinja2": ("bot/digest/",),
}


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_no_module_imports_against_the_arrows(path: Path) -> None:
    """A room imports only the rooms it may know."""
    package = name_of(path).split("/")[0]
    for module in imports(path):
        target = module.split(".")[0]
        if target in PACKAGES and target != package:
            allowed = MAY_IMPORT[package]
            assert any(module == name or module.startswith(f"{name}.") for name in allowed), module


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_no_framework_leaves_its_home(path: Path) -> None:
    """Each framework is imported in its own place only."""
    for module in imports(path):
        homes = HOMES.get(module.split(".")[0])
        if homes:
            assert name_of(path).startswith(homes), f"{module} does not belong here"


@pytest.mark.parametrize("path", list(modules()), ids=name_of)
def test_no_module_outgrows_a_reader(path: Path) -> None:
    """A file has at most 400 lines, a function at most 60, and every module says what it owns."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert len(source.splitlines()) <= 400
    if source.strip():
        assert ast.get_docstring(tree), "no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_the_top_level_is_what_it_should_be() -> None:
    """Nothing but the fixed folders and conventional repository files lies at the top."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in tracked.splitlines()}
    conventional = {"pyproject.toml", "uv.lock", "Makefile", "Dockerfile", "compose.yaml", "LICENSE"}
    documents = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"}
    rest = {name for name in top if not name.startswith(".")} - set(PACKAGES) - conventional - documents
    assert rest <= {"tests"}


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["--help"], ""),
        (["version"], ""),
        (["match"], '{"id": 1, "title": "Kadyrov"}\n'),
        (["cluster"], '{"id": 1, "title": "Kadyrov"}\n'),
        (["compare"], '{"id": 1, "a": {"title": "A"}, "b": {"title": "B"}}\n'),
        (["summarize"], '{"id": 1, "text": "One sentence."}\n'),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_quick_commands_load_no_framework(arguments: list[str], stdin: str) -> None:
    """Help, version and the filters start without telegram, sqlalchemy or aiohttp."""
    script = (
        "import sys\n"
        "from bot.cli.main import main\n"
        f"sys.argv = ['vigil', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as stop:\n    assert stop.code in (0, None), stop.code\n"
        "loaded = {'telegram', 'sqlalchemy', 'sqlmodel', 'aiohttp', 'feedparser'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=stdin, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
