package soak

import (
	"math/rand/v2"
	"time"

	"dev.sluicegate/bench/upstream"
)

// kind of a request by what is to become of it. Each request has one fate only, so that both sides can be compared exactly.
type kind int

const (
	whole      kind = iota // nothing happens to it
	busy                   // the upstream says 429
	broken                 // the upstream says 500
	reset                  // the upstream breaks the connection: before the head, or in the middle of a stream
	stall                  // the upstream says nothing more, from the same place on
	disconnect             // the client goes away in the middle
	kinds
)

var kindNames = [kinds]string{"nothing", "the provider answers 429", "the provider answers 500", "the provider resets the connection", "the provider stalls", "the client goes away"}

var faults = [kinds]upstream.Fault{upstream.NoFault, upstream.Busy, upstream.Broken, upstream.Reset, upstream.Stall, upstream.NoFault}

// per thousand requests; the rest is whole
var (
	shortShares  = [kinds]int{busy: 10, broken: 5, reset: 5, stall: 1, disconnect: 10}
	streamShares = [kinds]int{busy: 10, broken: 5, reset: 20, stall: 10, disconnect: 50}
)

const (
	chunkEvery     = 100 * time.Millisecond
	fewestChunks   = 50
	mostChunks     = 300
	leavesEarliest = 100 * time.Millisecond // the request has certainly been read by then
	leavesLatest   = 4 * time.Second        // the answer of a stream has certainly not ended by then
)

// draw a fate.
func draw(shares [kinds]int) kind {
	at := rand.IntN(1000)
	for k, share := range shares {
		if at -= share; share > 0 && at < 0 {
			return kind(k)
		}
	}
	return whole
}

func shortRequest(k kind) upstream.Directive {
	directive := upstream.Directive{Fault: faults[k]}
	if k == disconnect {
		directive.Fault = upstream.Stall // else the answer would be there first
	}
	return directive
}

func streamRequest(k kind) upstream.Directive {
	return upstream.Directive{Chunks: fewestChunks + rand.IntN(mostChunks-fewestChunks), Every: chunkEvery, Fault: faults[k]}
}

func leavesAfter() time.Duration {
	return leavesEarliest + rand.N(leavesLatest-leavesEarliest)
}
