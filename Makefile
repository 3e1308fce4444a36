# What a person types. Each target says what it does and what is missing; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help test unit clients build images bench-quick bench soak fuzz limits demo demo-down install-check getting-started upgrade-check cli browser kills dual-stack cluster cluster-down format clean prerequisites release-check scale

# JDK 25: JAVA_HOME if it is one, else the first one found where Debian and SDK managers put them
export JAVA_HOME := $(shell .ci/find-jdk)
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xmx1g
MVN := mvn --batch-mode --no-transfer-progress
LOCAL_CLUSTER := e2e/local-cluster/cluster

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

prerequisites:
	@.ci/prerequisites

test: prerequisites ## everything: build, unit tests, images, and the promises on a real cluster
	@.ci/step "1/3 the local cluster's binaries and the images' base (about 8 minutes the first time, then cached)"
	@$(LOCAL_CLUSTER) prepare
	@charts/render --check
	@.ci/sdk-tools
	@bench/run test
	@cli/run test
	@.ci/monitoring
	@.ci/step "2/3 build, unit tests, images; 3/3 tests on the real cluster"
	$(MVN) verify

unit: prerequisites ## build and unit tests only; no cluster, no images
	$(MVN) verify -DskipITs -Djib.skip

clients: prerequisites ## every agent and SDK on every simulated provider, installed from the registries; writes docs/clients.md (half an hour)
	@.ci/sdk-tools
	$(MVN) verify -pl router/server -am -Djib.skip -Dtest=none -Dit.test=ClientsIT -Dsluicegate.clients=all -Dsluicegate.rewrite=true

build: prerequisites ## the jars, with an AOT cache for the router's, without tests
	$(MVN) package -DskipTests -Djib.skip -Daot.record=true

images: prerequisites ## the container images, as tars in */target
	@$(LOCAL_CLUSTER) prepare
	$(MVN) package -DskipTests

demo: images ## a config change, an image change and a scale-in under load, watched live; KEEP=1 leaves the cluster
	@.ci/step "the demo"
	@e2e/demo

kills: prerequisites ## operators that are killed at each write, a faulty API server, a lost node, an address that is used again, 60 changes at random, an autoscaler that flaps, pods that do not do their work, a provider that goes bad, bad revisions under load, a rollout beside a store of limits (50 minutes)
	@.ci/step "kills"
	@$(LOCAL_CLUSTER) prepare
	$(MVN) verify -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dit.test='OperatorKilledIT,RoundTripsIT,FaultyApiServerIT,NodeLossIT,AddressReuseIT,AutoscalerIT,WatchdogCausesIT,FailoverIT,BadRevisionsIT,SharedLimitsIT' -Dsluicegate.kills=1 -Dsluicegate.trips=60

install-check: prerequisites ## docs/getting-started.md word for word, and the chart's life on a cluster: install, upgrade under a stream, a second release, uninstall; dashboard and alerts in a real Prometheus; how Argo CD and Flux judge gateways (12 minutes)
	@.ci/step "install-check"
	@e2e/gitops/run
	@$(LOCAL_CLUSTER) prepare
	@e2e/getting-started/run
	$(MVN) verify -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test='InstallIT,MonitoringIT'

getting-started: prerequisites ## docs/getting-started.md word for word, on a cluster of its own; what it prints is compared with what the document shows
	@.ci/step "getting-started"
	@e2e/getting-started/run

upgrade-check: prerequisites ## an installation of an earlier commit (EARLIER=) becomes one of this commit by helm upgrade under load (10 minutes)
	@.ci/step "upgrade-check"
	@$(LOCAL_CLUSTER) prepare
	@e2e/earlier $(EARLIER)
	$(MVN) verify -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=UpgradeIT

dual-stack: prerequisites ## a rollout under clients that come by IPv6, on a cluster whose pods and Services have addresses of both families (5 minutes)
	@.ci/step "dual-stack"
	@$(LOCAL_CLUSTER) prepare
	SLUICEGATE_CLUSTER=dual SLUICEGATE_DUAL_STACK=1 E2E_CLUSTER=local $(MVN) verify -pl e2e -am -Dtest=none \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=DualStackIT

cli: ## kubectl-sluicegate for Linux and macOS, in cli/target
	@cli/run all

browser: ## the plugin's dashboard in a headless Chromium (Debian's, into the user's cache), and its picture in docs
	@cli/run browser docs/pictures/dashboard.png

release-check: prerequisites ## two builds of the last commit: the same images, SBOMs, provenance, checksums, a bundle for OLM in target/release (8 minutes)
	@$(LOCAL_CLUSTER) prepare
	@.ci/release-check

scale: prerequisites ## 1,000 gateways with 3,000 simulated pods behind a real API server: cold start, quiet, a rollout of all (half an hour)
	@.ci/step "scale"
	@$(LOCAL_CLUSTER) prepare
	SLUICEGATE_API_QPS=500 $(MVN) verify -pl e2e -am -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dit.test=ManyGatewaysIT -Dsluicegate.gateways=1000

demo-down: ## ends the cluster that KEEP=1 left
	@SLUICEGATE_CLUSTER=demo $(LOCAL_CLUSTER) down

bench-quick: build ## the router beside nginx and Envoy: requests, streams, prompts of 1 MB, jitter, start, memory (2 minutes)
	@bench/run

bench: build ## the same with more and longer rounds (10 minutes)
	@bench/run -full

soak: build ## 10 minutes of streams, short requests and faults: each accounted for once, the heap flat
	@bench/run soak

fuzz: prerequisites ## random conversations and answers through the translators, 100,000 of each kind; SEEDS= for another number
	$(MVN) -pl router/server -am test -Dtest='TranslatorFuzzTest,RequestFuzzTest' -Dsurefire.failIfNoSpecifiedTests=false -Dsluicegate.fuzz=$${SEEDS:-100000}

limits: prerequisites ## 10,000 requests over two routers and a real store that is restarted, paused, read-only, full, demoted: the accounts are right
	$(MVN) -pl router/server -am test -Dtest=StoreFaultsTest -Dsurefire.failIfNoSpecifiedTests=false -Dsluicegate.limits.requests=10000

cluster: prerequisites ## a two-node cluster to play with
	@$(LOCAL_CLUSTER) up

cluster-down: ## ends it, and leaves nothing behind
	@$(LOCAL_CLUSTER) down

format: prerequisites ## formats the Java code
	$(MVN) spotless:apply

clean: ## removes what was built here (not the cache of cluster binaries)
	$(MVN) clean
