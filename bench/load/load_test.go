package load

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"dev.sluicegate/bench/loop"
	"dev.sluicegate/bench/upstream"
)

func start(t *testing.T) netip.AddrPort {
	t.Helper()
	l, err := loop.New()
	if err != nil {
		t.Fatal(err)
	}
	u, port, err := upstream.New(l, 0)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if err := u.Run(); err != nil {
			panic(err)
		}
	}()
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}

func TestBodiesAreJSON(t *testing.T) {
	for _, body := range [][]byte{Body(1), Body(1 << 20), StreamBody()} {
		if !json.Valid(body) {
			t.Errorf("not JSON: %.200s", body)
		}
	}
}

func TestLoadAndUpstreamAgree(t *testing.T) {
	to := start(t)
	for name, plan := range map[string]Plan{
		"small":  {Body: Body(1)},
		"large":  {Body: Body(1 << 20)},
		"fast":   {Body: StreamBody(), Answer: upstream.Directive{Chunks: 500}},
		"paced":  {Body: StreamBody(), Answer: upstream.Directive{Chunks: 5, Every: 2 * time.Millisecond}},
		"burst":  {Body: StreamBody(), Answer: upstream.Directive{Chunks: 5000, Burst: 300}, Beside: 2},
		"single": {Body: StreamBody(), Answer: upstream.Directive{Chunks: 1, Every: time.Millisecond}},
	} {
		plan.To = to
		plan.Connections = 4
		plan.Warm = 20 * time.Millisecond
		plan.For = 200 * time.Millisecond
		result, err := Run(plan)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if result.Requests == 0 || (result.Chunks > 0) != (plan.Answer.Chunks > 0) {
			t.Errorf("%s: %d requests, %d chunks", name, result.Requests, result.Chunks)
		} else if (result.First.Count() > 0) != (plan.Beside > 0) {
			t.Errorf("%s: %d first chunks beside the load", name, result.First.Count())
		}
	}
}

func TestWrongAnswersAreFailures(t *testing.T) {
	to := start(t)
	for _, fault := range []upstream.Fault{upstream.Busy, upstream.Broken, upstream.Reset, upstream.Lost} {
		for _, chunks := range []int{0, 6} {
			plan := Plan{To: to, Connections: 1, Body: Body(1), Answer: upstream.Directive{Chunks: chunks, Every: time.Millisecond, Fault: fault}, For: 100 * time.Millisecond}
			if _, err := Run(plan); err == nil {
				t.Errorf("%s with %d chunks was taken for right", fault, chunks)
			}
		}
	}
}
