# Run `make` for a list of what can be made.
SHELL := /bin/bash
CLUSTER := tests/cluster/cluster.sh
PROGRAM = $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)/release/drone-k8s
# For a recipe's shell; does nothing for somebody with a cluster of their own.
USE_CLUSTER = [ "$(DRONE_K8S_TEST_CLUSTER)" = existing ] || eval "$$($(CLUSTER) env)"

.DEFAULT_GOAL := help
.PHONY: help demo test test-corners cluster cluster-down bench

help: ## this list
	@echo 'make TARGET, where TARGET is one of'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16
	@echo 'The test cluster is made of Debian packages and needs root. To use a cluster of your own instead,'
	@echo 'point KUBECONFIG at it and set DRONE_K8S_TEST_CLUSTER=existing.'

demo: cluster ## run the sample project testdata/demo on the test cluster, as a user with few rights
	@command -v cargo > /dev/null || { echo 'Rust is missing: install it from https://rustup.rs/' >&2; exit 1; }
	cargo build --release --locked
	@$(USE_CLUSTER); if [ -n "$$DRONE_K8S_CLUSTER_STATE" ]; then \
	  export KUBECONFIG=$$DRONE_K8S_CLUSTER_STATE/drone.kubeconfig; fi; \
	  cd testdata/demo && echo '+ drone-k8s exec    (in testdata/demo)' && "$(PROGRAM)" exec

test: ## check formatting, lints and documentation, and run all tests
	@tests/cluster/test.sh

test-corners: cluster ## run the long tests of corner cases on the cluster
	@$(USE_CLUSTER); cargo test --locked --test corners

cluster: ## bring the test cluster up
	@[ "$(DRONE_K8S_TEST_CLUSTER)" = existing ] || $(CLUSTER) up

cluster-down: ## take the test cluster down
	@[ "$(DRONE_K8S_TEST_CLUSTER)" = existing ] || $(CLUSTER) down

bench: cluster ## measure
	@$(USE_CLUSTER); tests/bench/run.sh
