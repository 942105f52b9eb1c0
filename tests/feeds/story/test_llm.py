"""The model's client: what is sent, what is made of every answer, and what never leaves."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator

import pytest

from feeds.story import llm
from feeds.story.llm import (
    Answer,
    Asked,
    Misanswered,
    Model,
    ModelError,
    ModelFailed,
    ModelRefuses,
    OutOfBudget,
    Task,
    request_body,
)
from tests.llmserver import ModelServer, Reply, completion, failure, said

KEY = "sk-very-secret-0123456789"
REPORT = Asked("Суд в Тарнске", "Суд в Тарнске отложил заседание.", "Пример")
GOOD = said("Court in Tarnsk", "The court in Tarnsk put the hearing off.")


class Purse:
    """Counts the requests that were reserved; `left` of them are granted."""

    def __init__(self, left: int = 100) -> None:
        self.left = left
        self.taken = 0

    async def __call__(self) -> bool:
        if self.taken >= self.left:
            return False
        self.taken += 1
        return True


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """The double, which wants the key."""
    async with ModelServer(key=KEY) as double:
        yield double


async def ask(
    server: ModelServer, *, key: str | None = KEY, seconds: float = 5.0, purse: Purse | None = None
) -> Answer:
    """Ask for the report in English."""
    model = Model(server.url, "tiny", key=key, timeout=seconds, reserve=purse or Purse())
    async with model:
        return await model.ask(Task.TRANSLATE, REPORT, "en")


async def test_an_answer_comes_back_as_headline_and_summary(server: ModelServer) -> None:
    """With what it cost, as the server counts."""
    server.answers(GOOD)
    answer = await ask(server)
    assert answer == Answer("Court in Tarnsk", "The court in Tarnsk put the hearing off.", 300)


async def test_nothing_but_the_published_report_is_sent(server: ModelServer) -> None:
    """One request: the model, the rules, the report, temperature 0; no cookies, no other fields."""
    server.answers(GOOD)
    await ask(server)
    [request] = server.requests
    assert set(request.payload) == {"model", "messages", "temperature", "max_tokens", "stream"}
    assert request.payload["temperature"] == 0
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert "Cookie" not in request.headers
    rules, report = (message["content"] for message in request.payload["messages"])
    fence, *data, end = report.split("\n")
    assert fence == end
    assert fence in rules
    assert json.loads("\n".join(data)) == {
        "source": "Пример",
        "headline": "Суд в Тарнске",
        "text": "Суд в Тарнске отложил заседание.",
    }


def test_the_fence_cannot_be_foreseen_nor_closed_from_inside() -> None:
    """It differs each time, and the report stands in JSON, control characters removed, cut to its limit."""
    nasty = Asked("a\nb\x00\u202e", "x" * 50_000 + "\n```", "s")
    first, second = (request_body("m", Task.SUMMARIZE, nasty, "ru") for _ in range(2))
    sent = first["messages"][1]["content"]
    fence = sent.split("\n")[0]
    assert fence != second["messages"][1]["content"].split("\n")[0]
    assert sent.count(fence) == 2
    assert len(sent) < llm.MAX_SENT + 500
    assert "\u202e" not in sent


async def test_without_a_key_none_is_sent() -> None:
    """A model on the same machine wants none."""
    async with ModelServer() as server:
        server.answers(GOOD)
        await ask(server, key=None)
        assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_passing_trouble_is_tried_once_more(server: ModelServer, status: int) -> None:
    """And both tries are taken from the budget."""
    server.answers(failure(status, retry_after=0), GOOD)
    purse = Purse()
    assert (await ask(server, purse=purse)).headline == "Court in Tarnsk"
    assert purse.taken == len(server.requests) == 2


async def test_it_is_tried_once_and_no_more(server: ModelServer) -> None:
    """A server that goes on failing costs two requests."""
    server.answers(failure(500, retry_after=0))
    with pytest.raises(ModelFailed, match="500"):
        await ask(server)
    assert len(server.requests) == 2


async def test_a_long_wait_is_left_to_the_caller(server: ModelServer) -> None:
    """`Retry-After` beyond the time-out is handed on, not slept through, and not shortened."""
    server.answers(failure(429, retry_after=3600))
    with pytest.raises(ModelFailed) as caught:
        await ask(server)
    assert caught.value.wait == 3600
    assert len(server.requests) == 1


async def test_no_budget_means_no_request(server: ModelServer) -> None:
    """The purse is asked first, for the second try as well."""
    server.answers(failure(503, retry_after=0), GOOD)
    with pytest.raises(OutOfBudget):
        await ask(server, purse=Purse(0))
    assert not server.requests
    with pytest.raises(OutOfBudget):
        await ask(server, purse=Purse(1))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(hang=True),
        Reply(completion("x" * 2000), pieces=100, pause=0.05),
    ],
    ids=["hangs", "drips"],
)
async def test_one_deadline_holds_for_the_whole_answer(server: ModelServer, reply: Reply) -> None:
    """Whether nothing comes or a little at a time."""
    server.answers(reply)
    with pytest.raises(ModelFailed, match="no complete answer"):
        await ask(server, seconds=0.3)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(completion("x" * 2000), cut=True),
        Reply(b"{not json"),
        Reply(b"[]"),
        Reply(b'{"choices": []}'),
        Reply(b'{"choices": [{"message": null}]}'),
        Reply(b"[" * 100_000),
        Reply(b"x" * 5_000_000),
        Reply(completion("{}"), content_type="text/html"),
        Reply(completion("{}"), content_type=""),
        failure(400),
        failure(418),
    ],
    ids=["cut", "no-json", "list", "no-choices", "null", "deep", "5MB", "html", "no-type", "400", "418"],
)
async def test_a_broken_answer_is_a_failure(server: ModelServer, reply: Reply) -> None:
    """Whatever a server does, it is one kind of error."""
    server.answers(reply)
    with pytest.raises(ModelFailed):
        await ask(server)


async def test_nobody_at_the_address_is_a_failure() -> None:
    """The port is closed."""
    async with ModelServer() as server:
        pass
    with pytest.raises(ModelFailed, match="connection"):
        await ask(server)


@pytest.mark.parametrize("status", [401, 402, 403, 404])
async def test_a_refusal_is_for_good(server: ModelServer, status: int) -> None:
    """And is not tried again."""
    server.answers(failure(status))
    with pytest.raises(ModelRefuses, match=str(status)):
        await ask(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(server: ModelServer, status: int) -> None:
    """Neither the key nor the report goes to another host."""
    async with ModelServer() as other:
        server.answers(Reply(b"", status, headers={"Location": f"{other.url}/chat/completions"}))
        with pytest.raises(ModelRefuses, match="elsewhere"):
            await ask(server)
        assert not other.requests


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(completion("")), "empty"),
        (Reply(completion(None)), "empty"),
        (Reply(completion(["a"])), "empty"),
        (Reply(completion('{"headline": "Court in Tar')), "form"),
        (Reply(completion("Court in Tarnsk")), "form"),
        (Reply(completion('["Court"]')), "form"),
        (Reply(completion('{"headline": 5}')), "form"),
        (Reply(completion('{"summary": "Court"}')), "form"),
        (said("Court", "The court", finish="length"), "cut"),
    ],
)
async def test_an_answer_in_another_form_is_told_apart(server: ModelServer, reply: Reply, kind: str) -> None:
    """It was paid for, so its tokens are reported."""
    server.answers(reply)
    with pytest.raises(Misanswered, match=kind) as caught:
        await ask(server)
    assert caught.value.tokens == 300


@pytest.mark.parametrize(
    "wrapped", ["```json\n{}\n```", "```\n{}\n```", "<think>He said\nso.</think>\n{}", "\n {} \n"]
)
async def test_the_usual_wrappings_are_taken_off(server: ModelServer, wrapped: str) -> None:
    """A code fence round the whole, and what a model thinks aloud before."""
    text = wrapped.replace("{}", '{"headline": "Court", "summary": "Sits."}')
    server.answers(Reply(completion(text)))
    assert (await ask(server)).headline == "Court"


@pytest.mark.parametrize("tokens", [None, -5, True, 10**12])
async def test_a_server_that_counts_nonsense_is_not_believed(server: ModelServer, tokens: int | None) -> None:
    """The budget gets a guess instead."""
    server.answers(said("Court", tokens=tokens))
    assert 1_000 < (await ask(server)).tokens < 2_000


@pytest.mark.parametrize(
    "reply",
    [
        failure(401, body=KEY.encode()),
        failure(400, body=KEY.encode()),
        Reply(KEY.encode()),
        Reply(completion("x" * 99), cut=True),
        Reply(completion(KEY)),
        Reply(b"", 302, headers={"Location": "http://127.0.0.1:1/"}),
    ],
)
async def test_no_error_shows_the_key(server: ModelServer, reply: Reply) -> None:
    """Nor the model's text form, nor a traceback with all its causes."""
    server.answers(reply)
    with pytest.raises(ModelError) as caught:
        await ask(server)
    error = caught.value
    written = "".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__)
    assert KEY not in written
    assert error.__cause__ is None
    assert error.__context__ is None or KEY not in repr(error.__context__.__dict__)
    assert KEY not in repr(Model(server.url, "tiny", key=KEY, timeout=1, reserve=Purse()))


def test_the_client_loads_no_network_library_before_it_is_used() -> None:
    """Importing it costs nothing."""
    script = "import sys, feeds.story.llm; assert 'aiohttp' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
