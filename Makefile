# Jiazhan 家站. `make` alone says what there is.
GO    ?= go
LINT  := bin/golangci-lint
.DEFAULT_GOAL := help
.PHONY: help build generate assets generated lint test simulate bench screenshots demo ci

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build bin/jiazhan: one static program
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/jiazhan ./cmd/jiazhan

generate: ## Make the *_templ.go files from the templates
	$(GO) tool templ generate

assets: ## Make the sheets and scripts in internal/web/ui/dist (needs Node for npm alone)
	npm ci --ignore-scripts --no-audit --no-fund
	$(GO) -C tools/assets run .

generated: ## Check that *_templ.go and dist are what their sources make
	.ci/generated

lint: $(LINT) ## Look for mistakes and disorder
	$(LINT) run --allow-parallel-runners ./...

$(LINT): tools/go.mod tools/go.sum
	$(GO) -C tools build -o ../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

test: ## Run everything: both databases, pages, browser journeys, lint; installs what is missing where it may
	.ci/needs
	$(MAKE) --no-print-directory generated lint
	$(GO) vet ./...
	$(GO) test -timeout 20m ./...

SEED  ?= 1
SEEDS ?= 10000
simulate: ## Live through many seeds of the simulation, as for a night (SEEDS=10000, from SEED=1 on)
	$(GO) test ./internal/simtest -run TestSimulation -count=1 -timeout 24h -seed $(SEED) -seeds $(SEEDS)

bench: ## Measure the program beside a bare server (BENCH_ROWS=W1,W3 BENCH_N=20000 for a part); without one, what the rooms measure
	$(GO) run ./bench

screenshots: ## Make the pictures of docs/screenshots anew from the demonstration
	rm -f docs/screenshots/*.png
	$(GO) test ./e2e/screens -update -count=1

demo: ## Show two counties and their city at http://127.0.0.1:8080/
	$(GO) run ./cmd/jiazhan demo

ci: ## Do what the server does with every change
	.ci/run
