// Package soak keeps the router busy for minutes, with things going wrong, and compares what its clients saw with what its ledger
// and its accounting records say.
package soak

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"dev.sluicegate/bench/load"
	"dev.sluicegate/bench/loop"
	"dev.sluicegate/bench/peers"
	"dev.sluicegate/bench/upstream"
)

const (
	streams     = 500
	rate        = 200 // short requests per second
	sampleEvery = 20 * time.Second
	// shorter than any stall, and longer than any pause of a machine that is busy
	provider = "  timeouts: {connect: 5s, firstByte: 10s, idle: 10s, request: 10m}\n  ejection: {failures: 0}\n"
)

// Plan of a soak.
type Plan struct {
	Router   []string // the command without --config
	Jcmd     string
	Upstream string // the program that serves it
	For      time.Duration
	Results  string // the folder for the report
}

// sample is what the router showed at one moment.
type sample struct {
	at       time.Duration // since the beginning
	heap     float64       // bytes, after a collection
	resident int64
	sent     int64
}

type soak struct {
	plan    Plan
	folder  string
	router  peers.Router
	process *peers.Process
	samples []sample
	problem error
}

// Run a soak and write its report. It fails if a promise was not kept.
func Run(plan Plan) error {
	folder, err := os.MkdirTemp("", "sluicegate-soak-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	s := &soak{plan: plan, folder: folder}
	provider, err := s.startUpstream()
	if err != nil {
		return err
	}
	defer provider.Kill()
	if err := s.startRouter(); err != nil {
		return err
	}
	defer s.process.Stop()
	return s.run()
}

func (s *soak) startUpstream() (*peers.Process, error) {
	port, err := peers.FreePort()
	if err != nil {
		return nil, err
	}
	s.router = peers.Router{Name: "router", Command: s.plan.Router, Upstream: peers.Loopback(port), Folder: s.folder, Provider: provider}
	process, err := peers.Start("upstream", s.folder, []string{"GOMAXPROCS=1"}, s.plan.Upstream, "upstream", "-port", fmt.Sprint(port))
	if err != nil {
		return nil, err
	}
	return process, process.AwaitAnswer(s.router.Upstream, load.Request(s.router.Upstream, "", upstream.Directive{}, load.Body(1)))
}

func (s *soak) startRouter() error {
	for _, port := range []func(int){
		func(port int) { s.router.Listen = peers.Loopback(port) },
		func(port int) { s.router.Admin = port },
	} {
		free, err := peers.FreePort()
		if err != nil {
			return err
		}
		port(free)
	}
	var err error
	if s.process, err = s.router.Start(); err != nil {
		return err
	}
	return s.process.AwaitAnswer(s.router.Listen, load.Request(s.router.Listen, peers.Key, upstream.Directive{}, load.Body(1)))
}

func (s *soak) run() error {
	// what asked whether the router is there counts too
	before, err := s.settled(metrics{}, 1)
	if err != nil {
		return err
	}
	l, err := loop.New()
	if err != nil {
		return err
	}
	defer l.Close()
	cs := &clients{to: s.router.Listen, key: peers.Key, loop: l, streams: streams, rate: rate, until: time.Now().Add(s.plan.For)}
	sampling := make(chan int64, 1)
	sampled := make(chan struct{})
	go s.sample(sampling, sampled)
	next := time.Now().Add(sampleEvery)
	cs.each = func(now time.Time) {
		if now.After(next) {
			next = next.Add(sampleEvery)
			select {
			case sampling <- cs.tally.Sent:
			default: // the last one is not through yet
			}
		}
	}
	if err := cs.run(); err != nil {
		return err
	}
	close(sampling)
	<-sampled
	if s.problem != nil {
		return s.problem
	}
	after, err := s.settled(before, cs.tally.Sent)
	if err != nil {
		return err
	}
	records, repeated, err := countRecords(s.router.Records())
	if err != nil {
		return err
	}
	r := report{plan: s.plan, tally: cs.tally, ledger: difference(before.outcomes(), after.outcomes()), records: records - before.outcomes().sum(), repeated: repeated,
		inFlight: after.sumOf("sluicegate_in_flight{", ""), samples: s.samples}
	return r.write(filepath.Join(s.plan.Results, "soak.md"))
}

// settled waits until the router is through with what its clients are through with.
func (s *soak) settled(before metrics, sent int64) (metrics, error) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		now, err := readMetrics(s.router.Admin)
		if err != nil {
			return nil, err
		}
		over := difference(before.outcomes(), now.outcomes()).sum() >= sent && now.sumOf("sluicegate_in_flight{", "") == 0
		if over || time.Now().After(deadline) {
			time.Sleep(time.Second) // for the accounting records
			return readMetrics(s.router.Admin)
		}
	}
}

func difference(before, after outcomes) outcomes {
	result := outcomes{}
	for outcome, n := range after {
		result[outcome] = n - before[outcome]
	}
	return result
}

func (s *soak) sample(at <-chan int64, done chan<- struct{}) {
	defer close(done)
	began := time.Now()
	for sent := range at {
		if err := collectGarbage(s.plan.Jcmd, s.process.Pid()); err != nil {
			s.problem = err
			continue
		}
		shown, err := readMetrics(s.router.Admin)
		if err != nil {
			s.problem = err
			continue
		}
		s.samples = append(s.samples, sample{
			at:       time.Since(began),
			heap:     shown.sumOf("jvm_memory_used_bytes{", `area="heap"`),
			resident: s.process.Usage().Resident,
			sent:     sent,
		})
	}
}
