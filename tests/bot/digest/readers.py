"""The programs of others that read our files back, each behind one function."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import bibtexparser
import docx
import jsonschema
import pypdfium2
import tablib
from selectolax.lexbor import LexborHTMLParser as Page

__all__ = [
    "Page",
    "Pdf",
    "attribute",
    "bibtex",
    "not_as_the_schema_says",
    "read_pdf",
    "squeezed",
    "table_of",
    "word_text",
]


@dataclass(frozen=True)
class Pdf:
    """What a reader of PDF finds in a document."""

    pages: tuple[str, ...]
    title: str
    outline: tuple[str, ...]

    @property
    def text(self) -> str:
        """All pages, with words that were hyphenated put together."""
        return "".join(self.pages)


def read_pdf(data: bytes) -> Pdf:
    """Open a PDF with PDFium, the engine of Chromium."""
    document = pypdfium2.PdfDocument(data)
    pages = (document[n].get_textpage().get_text_range() for n in range(len(document)))
    plain = tuple(page.replace("\ufffe", "").replace("\u00ad", "") for page in pages)
    outline = tuple(entry.get_title() for entry in document.get_toc())
    return Pdf(plain, document.get_metadata_dict()["Title"], outline)


def attribute(page: Page, selector: str, name: str) -> str:
    """Return an attribute of the first element that a selector finds; empty where there is none."""
    found = page.css_first(selector)
    return (found.attributes.get(name) or "") if found else ""


def word_text(data: bytes) -> str:
    """Return the paragraphs of a Word document as python-docx reads them."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def table_of(data: bytes) -> tuple[list[str], list[list[str]]]:
    """Return (names of columns, rows) of a CSV file as tablib reads it."""
    sheet = tablib.Dataset().load(data.decode("utf-8-sig"), format="csv")
    return list(sheet.headers), [list(row) for row in sheet]


def not_as_the_schema_says(data: bytes) -> list[str]:
    """Return what is wrong with JSON Lines, by the schema that is published with them."""
    schema = json.loads(files("bot.digest").joinpath("schema.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    found = [json.loads(line) for line in data.splitlines()]
    return [error.message for line in found for error in checker.iter_errors(line)]


def bibtex(data: bytes) -> tuple[dict[str, dict[str, Any]], int]:
    """Return {key: fields, with the kind of entry as "type"} and how much could not be read."""
    library = bibtexparser.parse_string(data.decode())  # type: ignore[attr-defined]
    read = {
        entry.key: {"type": entry.entry_type}
        | {name: field.value for name, field in entry.fields_dict.items()}
        for entry in library.entries
    }
    return read, len(library.failed_blocks)


def squeezed(text: str) -> str:
    """Return text without white space, which each format sets in its own way."""
    return re.sub(r"\s+", "", text)
