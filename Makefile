# Everything needed on a machine with Python 3.11+, pip and make. See README.md.
PYTHON ?= python3
UV_VERSION := 0.13.9
TOOLS := .tools
UV := UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 $(TOOLS)/bin/uv
BIN := .venv/bin
NEWS_CORPUS ?= ../shared/data
export NEWS_CORPUS

.PHONY: setup run test evaluate bench lint
.DEFAULT_GOAL := run

# `pip install --target` is allowed where plain `pip install` is refused (PEP 668).
$(TOOLS)/uv-$(UV_VERSION):
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --target $(TOOLS) uv==$(UV_VERSION)
	@touch $@

setup: $(TOOLS)/uv-$(UV_VERSION)
	$(UV) sync --frozen --quiet --inexact --python $(PYTHON)

run: setup
	@if $(BIN)/vigil config has telegram.token; then exec $(BIN)/vigil run; else exec $(BIN)/vigil preview; fi

test: $(TOOLS)/uv-$(UV_VERSION)
	$(UV) sync --frozen --quiet --inexact --python $(PYTHON) --group test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --ignore tests/browser
	@# Apart, for the browser's event loop must not meet the others'; 5 is "nothing to run" without a browser.
	$(BIN)/pytest tests/browser || [ $$? -eq 5 ]

evaluate: $(TOOLS)/uv-$(UV_VERSION)
	$(UV) sync --frozen --quiet --inexact --python $(PYTHON) --group test --group evaluate
	$(BIN)/python -m tests.evaluate

bench: $(TOOLS)/uv-$(UV_VERSION)
	$(UV) sync --frozen --quiet --inexact --python $(PYTHON) --group test --group bench
	$(BIN)/python -m tests.benchmarks
