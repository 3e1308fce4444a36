// Package upstream is a provider that costs as little as possible: it answers OpenAI chat completions, in one piece or as a stream,
// on one thread.
package upstream

import (
	"time"

	"dev.sluicegate/bench/loop"
	"dev.sluicegate/bench/wire"
)

const (
	tick  = time.Millisecond
	slots = 1 << 14 // of the wheel of paced streams: no pause between two chunks may be longer than 16 s

	mostAtOnce = 1 << 10 // chunks in one write
)

// Upstream serves until its loop ends.
type Upstream struct {
	loop   *loop.Loop
	chunks *chunks
	wheel  [slots][]*exchange
	now    int // the wheel's slot
	began  time.Time
	ticks  int // since then
	phase  int
	fast   []*exchange
}

// exchange is one connection with the answer that is under way on it.
type exchange struct {
	upstream  *Upstream
	conn      *loop.Conn
	reader    wire.Reader
	directive Directive
	left      int // chunks
}

// New listens on a port of the loopback interface; 0 for a free one, which it returns.
func New(l *loop.Loop, port int) (*Upstream, int, error) {
	u := &Upstream{loop: l, chunks: newChunks(mostAtOnce)}
	l.EachTurn(u.turn)
	port, err := l.Listen(port, func() loop.Handler { return u.accepted() })
	return u, port, err
}

// Run serves until the loop ends.
func (u *Upstream) Run() error {
	u.began = time.Now()
	return u.loop.Run(tick, u.catchUp)
}

func (u *Upstream) accepted() *exchange {
	e := &exchange{upstream: u}
	e.reader = wire.Reader{
		OnHead: func(head wire.Head) (err error) {
			e.directive, err = ParseDirective(head.Value(DirectiveHeader))
			return err
		},
		OnEnd: e.answer,
	}
	return e
}

func (e *exchange) Data(c *loop.Conn, bytes []byte) {
	e.conn = c
	if err := e.reader.Feed(bytes); err != nil {
		c.Close()
	}
}

func (e *exchange) Writable(*loop.Conn) {}

func (e *exchange) Closed(*loop.Conn, error) {}

func (e *exchange) answer() {
	d := e.directive
	switch {
	case d.Fault == Busy:
		e.conn.Write(busyAnswer)
	case d.Fault == Broken:
		e.conn.Write(brokenAnswer)
	case d.Fault == Lost:
		e.conn.Write(lostAnswer)
	case d.Chunks == 0 && d.Fault == Reset:
		e.conn.Reset()
	case d.Chunks == 0 && d.Fault == Stall:
		// whoever waits gives up
	case d.Chunks == 0:
		e.conn.Write(smallAnswer)
	default:
		e.conn.Write([]byte(streamHead))
		e.left = d.Chunks
		if d.Every == 0 {
			e.upstream.fast = append(e.upstream.fast, e)
		} else {
			// streams that begin together do not go on in step
			e.upstream.phase += 7
			e.upstream.later(e, 1+e.upstream.phase%e.millis())
		}
	}
}

func (e *exchange) millis() int { return max(1, int(e.directive.Every/tick)) }

func (u *Upstream) later(e *exchange, ticks int) {
	slot := (u.now + ticks) % slots
	u.wheel[slot] = append(u.wheel[slot], e)
}

// catchUp keeps the pace on the whole, also where the machine is too busy to keep it at each moment.
func (u *Upstream) catchUp(now time.Time) {
	for want := int(now.Sub(u.began) / tick); u.ticks < want; u.ticks++ {
		u.tick(time.Now())
	}
}

func (u *Upstream) tick(now time.Time) {
	u.now = (u.now + 1) % slots
	due := u.wheel[u.now]
	u.wheel[u.now] = u.wheel[u.now][:0]
	for _, e := range due {
		if e.next(now) {
			u.later(e, e.millis())
		}
	}
}

// turn gives each stream without a pace one write.
func (u *Upstream) turn() bool {
	if len(u.fast) == 0 {
		return false
	}
	now := time.Now()
	wrote := false
	kept := u.fast[:0]
	for _, e := range u.fast {
		if e.conn.Pending() {
			kept = append(kept, e)
			continue
		}
		wrote = true
		if e.next(now) {
			kept = append(kept, e)
		}
	}
	u.fast = kept
	return wrote
}

// next writes the next chunk, or the next burst of them; false after the last.
func (e *exchange) next(now time.Time) bool {
	if e.conn.IsClosed() {
		return false
	}
	if e.directive.Fault != NoFault && e.left <= e.directive.Chunks/2 {
		if e.directive.Fault == Reset {
			e.conn.Reset()
		}
		return false
	}
	if e.left == 0 {
		e.conn.Write(chunkEnd)
		return false
	}
	n := min(max(1, e.directive.Burst), mostAtOnce, e.left)
	e.left -= n
	e.conn.Write(e.upstream.chunks.at(now, n))
	return true
}
