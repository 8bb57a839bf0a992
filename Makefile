# Every command a developer needs. The work is done by tools/house, which needs nothing but Python 3.11.
.DEFAULT_GOAL := help
HOUSE := PYTHON="$(PYTHON)" sh tools/house.sh

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Set everything up and serve http://localhost:8000 (PORT=8001 to serve elsewhere)
	@ADDRESS="$(ADDRESS)" PORT="$(PORT)" $(HOUSE) run

.PHONY: demo
demo: ## Make the practice county anew: three municipalities, one seeded year
	@$(HOUSE) demo

.PHONY: test
test: ## Set everything up and run all tests, on SQLite and on PostgreSQL (ARGS="-k word")
	@$(HOUSE) test $(ARGS)

.PHONY: test-fast
test-fast: ## The tests on SQLite without the browser (ARGS="-k word")
	@$(HOUSE) test-fast $(ARGS)

.PHONY: replays
replays: ## 300 keys sent ten times each at once, and 500 collisions, on SQLite and on PostgreSQL
	@$(HOUSE) replays $(ARGS)

.PHONY: fuzz
fuzz: ## 2 x 25,000 calls that nobody would make of the described interface, and a fourth as many of all pages (an hour)
	@$(HOUSE) fuzz $(ARGS)

.PHONY: scripts
scripts: ## 500 scripts written in every field, shown in Chromium: none runs (half an hour)
	@$(HOUSE) scripts $(ARGS)

.PHONY: tampering
tampering: ## 1,000 tamperings with the audit trail, a million lines verified, 8 writers at once, on both databases
	@$(HOUSE) tampering $(ARGS)

.PHONY: matrix
matrix: ## Every role on every address, at home and away: some 15,000 calls made from access.toml, on both databases
	@$(HOUSE) matrix $(ARGS)

.PHONY: strangers
strangers: ## 2,000 random sequences: a stranger's pages are the same with and without what others do
	@$(HOUSE) strangers $(ARGS)

.PHONY: check
check: ## Format, lint, templates, import contracts, types, migrations: what CI checks
	@$(HOUSE) check

.PHONY: arch
arch: ## The import contracts
	@$(HOUSE) check "Import contracts"

.PHONY: types
types: ## Strict mypy
	@$(HOUSE) check Types

.PHONY: fix
fix: ## Format, and make the safe corrections
	@$(HOUSE) fix

.PHONY: smoke
smoke: ## Start `make run` twice on a free port, look at the page, and tell the times
	@$(HOUSE) smoke

.PHONY: bench
bench: ## Speed as ratios against a bare floor measured in the same run
	@$(HOUSE) bench $(ARGS)

.PHONY: bench-engine
bench-engine: ## The engine against R, PySAL and others, in CPU seconds of the same run (half an hour)
	@$(HOUSE) bench-engine $(ARGS)

.PHONY: calibrate
calibrate: ## False alarms, power and coverage of the engine's methods (ARGS="--small" for a sample)
	@$(HOUSE) calibrate $(ARGS)

.PHONY: faults
faults: ## What the reporter's phone does when things go wrong: 12 scenarios, 50 runs each (ARGS="--runs 2" for a sample)
	@$(HOUSE) faults $(ARGS)

.PHONY: disclosure
disclosure: ## 500 simulated months: nobody works out a small number from all that is published (ARGS="--months 12" for a sample)
	@$(HOUSE) disclosure $(ARGS)

.PHONY: guard
guard: ## How much the privacy guard finds and how often it is wrong, by label and tag (ARGS=--write for docs/privacy/guard.md)
	@$(HOUSE) guard $(ARGS)

.PHONY: import-damage
import-damage: ## 2,000 randomly damaged copies of messy files: no crash, no row lost in silence
	@$(HOUSE) import-damage $(ARGS)

.PHONY: nation
nation: ## 217,500 series in one go, locally and on a Dask scheduler that loses a worker
	@$(HOUSE) nation $(ARGS)

.PHONY: method-figures
method-figures: ## Draw the figures of the method cards anew
	@$(HOUSE) method-figures $(ARGS)

.PHONY: sbom
sbom: ## What Tryggve is made of, as CycloneDX: every pinned package with version, hashes and licence (ARGS=file)
	@$(HOUSE) sbom $(ARGS)

.PHONY: screenshots
screenshots: ## Photograph the main pages, phone and desktop, light and dark
	@$(HOUSE) screenshots $(ARGS)

.PHONY: messages
messages: ## Collect the texts to translate into locale/, and compile them
	@$(HOUSE) messages

.PHONY: lock
lock: ## Pin and hash the dependencies anew
	@$(HOUSE) lock

.PHONY: setup
setup: ## Packages, front end and texts for development; no database, no server
	@$(HOUSE) setup

.PHONY: server
server: ## Packages, front end, texts and byte code for a server (docs/operations/install.md); no database
	@$(HOUSE) server

.PHONY: clean
clean: ## Back to a fresh clone, but keep the database in var/
	@$(HOUSE) clean
