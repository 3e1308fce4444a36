package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"dev.sluicegate/bench/load"
	"dev.sluicegate/bench/report"
	"dev.sluicegate/bench/upstream"
)

const (
	requestRate   = "requests/s"
	chunkRate     = "chunks/s"
	cpuPerRequest = "CPU per request"
	cpuPerChunk   = "CPU per million chunks"
	latency99     = "latency p99"
	delay99       = "delay p99"
	jitter99      = "jitter p99"
	first50       = "first chunk of a new stream, median"
	first99       = "first chunk of a new stream, p99"
	proxyCPU      = "the proxy's CPU"
	generatorCPU  = "the load generator's CPU"
	upstreamCPU   = "the upstream's CPU"
	resident      = "resident"
)

// scenario is one load for all contestants.
type scenario struct {
	name    string
	title   string
	plan    load.Plan
	rounds  int
	warm    time.Duration // how many times the size's
	figures []figure
}

type figure struct {
	name string
	unit string
	aim  *report.Aim
}

// size says how thoroughly is measured.
type size struct {
	name   string
	rounds int
	short  time.Duration // a round of what does not depend on a pace
	paced  time.Duration
	warm   time.Duration
	idle   time.Duration // before the idle memory is looked up
	starts int
}

var (
	quick    = size{name: "quick", rounds: 3, short: 1200 * time.Millisecond, paced: 2500 * time.Millisecond, warm: 2500 * time.Millisecond, idle: 2 * time.Second, starts: 3}
	thorough = size{name: "full", rounds: 7, short: 5 * time.Second, paced: 8 * time.Second, warm: 5 * time.Second, idle: 5 * time.Second, starts: 9}
)

func (s size) scenarios() []scenario {
	const endless = 1_000_000
	small, large, stream := load.Body(1), load.Body(1<<20), load.StreamBody()
	settled := 500 * time.Millisecond // for the connections of all streams
	shares := []figure{{proxyCPU, "% of a core", nil}, {generatorCPU, "% of a core", nil}, {upstreamCPU, "% of a core", nil}}
	return []scenario{
		{"small", "small requests, 32 connections", load.Plan{Connections: 32, Body: small, Warm: 200 * time.Millisecond, For: s.short}, s.rounds, 6,
			append([]figure{{requestRate, "1/s", &report.Aim{Of: "Envoy", Factor: 1.2}}, {cpuPerRequest, "µs", nil}, {latency99, "ms", nil}}, shares...)},
		{"fast", "32 streams as fast as they go", load.Plan{Connections: 32, Body: stream, Answer: upstream.Directive{Chunks: 2000}, Warm: 200 * time.Millisecond, For: s.short}, s.rounds, 1,
			append([]figure{{chunkRate, "1/s", nil}, {cpuPerChunk, "s", &report.Aim{Of: "Envoy", AtMost: true, Factor: 1.3}}}, shares...)},
		{"burst", "2 streams faster than they are read", load.Plan{Connections: 2, Body: stream, Answer: upstream.Directive{Chunks: endless, Burst: 256}, Beside: 4, Warm: settled, For: s.paced}, s.rounds, 2,
			append([]figure{{chunkRate, "1/s", nil}, {cpuPerChunk, "s", &report.Aim{AtMost: true, Factor: 3}},
				{first50, "ms", &report.Aim{AtMost: true, Factor: 12}}, {first99, "ms", nil}, {resident, "MiB", nil}}, shares...)},
		{"paced", "500 streams, 20 chunks/s each", load.Plan{Connections: 500, Body: stream, Answer: upstream.Directive{Chunks: endless, Every: 50 * time.Millisecond}, Warm: settled, For: s.paced}, s.rounds, 1,
			append([]figure{{jitter99, "ms", &report.Aim{Of: "nginx", AtMost: true, Factor: 1.2}}, {delay99, "ms", nil},
				{cpuPerChunk, "s", &report.Aim{Of: "Envoy", AtMost: true, Factor: 1.3}}, {resident, "MiB", nil}}, shares...)},
		{"many", "2,000 streams, 20 chunks/s each", load.Plan{Connections: 2000, Body: stream, Answer: upstream.Directive{Chunks: endless, Every: 50 * time.Millisecond}, Warm: 2 * settled, For: s.paced}, max(1, s.rounds/3), 1,
			append([]figure{{jitter99, "ms", nil}, {delay99, "ms", nil}, {chunkRate, "1/s", nil}, {cpuPerChunk, "s", nil},
				{resident, "MiB", &report.Aim{AtMost: true, Factor: 300}}}, shares...)},
		{"large", "prompts of 1 MB, 8 connections", load.Plan{Connections: 8, Body: large, Warm: 200 * time.Millisecond, For: s.short}, s.rounds, 2,
			append([]figure{{requestRate, "1/s", &report.Aim{Of: "Envoy", Factor: 0.8}}, {cpuPerRequest, "µs", nil}, {latency99, "ms", nil}}, shares...)},
	}
}

// machine in a few words.
func machine() string {
	model := runtime.GOARCH
	content, _ := os.ReadFile("/proc/cpuinfo")
	for _, line := range strings.Split(string(content), "\n") {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%d processors (%s)", runtime.NumCPU(), model)
}
