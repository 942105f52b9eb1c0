"""What can go wrong between an address and an understanding.

    FeedsError
    ├── FetchError(url, reason)      the read of the open web failed
    │   ├── BlockedAddress           the guard refused the host, address, port or scheme
    │   ├── TooLarge                 the body passed the size limit
    │   ├── TooSlow                  the total deadline passed
    │   └── BadStatus(status)        the server answered with an error
    ├── NotAFeed(reason)             bytes arrived, and they are no feed
    │   └── ParseFailed              the parser crashed, ran out of memory or time
    └── WatchListError(problems)     a watch-list file cannot be used

Each error's text is one sentence for a moderator; its attributes carry the data.
"""

from __future__ import annotations


class FeedsError(Exception):
    """Base of all errors of this package."""


class FetchError(FeedsError):
    """The address `url` could not be read, for the given `reason` (a short English phrase)."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class BlockedAddress(FetchError):
    """The guard refused the scheme, host, address or port."""


class TooLarge(FetchError):
    """The body is larger than the limit."""


class TooSlow(FetchError):
    """Connect, headers and body together took longer than the deadline."""


class BadStatus(FetchError):
    """The server answered with HTTP `status`; `retry_after` in seconds when it said so."""

    def __init__(self, url: str, status: int, retry_after: float | None = None) -> None:
        super().__init__(url, f"the server answered {status}")
        self.status = status
        self.retry_after = retry_after


class NotAFeed(FeedsError):
    """The bytes are no feed; `kind` is one word such as ``empty``, ``html``, ``challenge``, ``sitemap``."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason

    def __reduce__(self) -> tuple[type[NotAFeed], tuple[str, str]]:
        return type(self), (self.kind, self.reason)


class ParseFailed(NotAFeed):
    """The parser crashed on these bytes, or ran out of its time or memory."""


class WatchListError(FeedsError):
    """A watch-list cannot be used; `problems` are sentences with line numbers where known."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems
