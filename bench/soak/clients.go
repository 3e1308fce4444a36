package soak

import (
	"bytes"
	"fmt"
	"net/netip"
	"time"

	"dev.sluicegate/bench/load"
	"dev.sluicegate/bench/loop"
	"dev.sluicegate/bench/upstream"
	"dev.sluicegate/bench/wire"
)

const tick = 5 * time.Millisecond

// ending is how a request ended for its client.
type ending int

const (
	answered ending = iota // a whole answer with status 200
	refused                // a whole answer with another status
	cutShort               // the head came, and then not everything
	left                   // the client went away
	lost                   // the connection ended without any answer
	endings
)

var endingNames = [endings]string{"whole answers", "errors as answers", "streams that broke, visibly", "clients that went away", "connections that ended without an answer"}

// tally is what the clients saw.
type tally struct {
	Sent     int64
	Ended    [endings]int64
	ByKind   [kinds][endings]int64
	Statuses map[int]int64
	Chunks   int64
	Wrong    []string // what must never be, at most a few
}

func (t *tally) wrong(format string, values ...any) {
	if len(t.Wrong) < 20 {
		t.Wrong = append(t.Wrong, fmt.Sprintf(format, values...))
	}
}

// clients keep a number of streams open and send short requests at a rate, until told to stop.
type clients struct {
	to      netip.AddrPort
	key     string
	loop    *loop.Loop
	streams int
	rate    int // short requests per second
	until   time.Time
	began   time.Time
	short   int64 // sent so far
	open    map[*client]bool
	idle    []*client
	running int // streams
	tally   tally
	each    func(now time.Time)
}

// client is one connection with the request that is under way on it.
type client struct {
	of      *clients
	conn    *loop.Conn
	reader  wire.Reader
	events  wire.Events
	asked   upstream.Directive
	kind    kind
	leaveAt time.Time
	status  int
	chunks  int
	done    bool
	active  bool
}

// run returns when every request has ended.
func (cs *clients) run() error {
	cs.began = time.Now()
	cs.open = map[*client]bool{}
	cs.tally.Statuses = map[int]int64{}
	return cs.loop.Run(tick, cs.tick)
}

func (cs *clients) tick(now time.Time) {
	if now.Before(cs.until) {
		for cs.running < cs.streams {
			cs.running++
			k := draw(streamShares)
			cs.send(k, streamRequest(k), load.StreamBody())
		}
		for due := int64(now.Sub(cs.began).Seconds() * float64(cs.rate)); cs.short < due; cs.short++ {
			k := draw(shortShares)
			cs.send(k, shortRequest(k), load.Body(1))
		}
	} else if len(cs.open) == 0 {
		cs.loop.End()
	}
	for c := range cs.open {
		if c.kind == disconnect && now.After(c.leaveAt) {
			c.conn.Close()
			c.end(left)
		}
	}
	cs.each(now)
}

func (cs *clients) send(k kind, asked upstream.Directive, body []byte) {
	c := cs.take()
	if c == nil {
		return
	}
	c.asked, c.kind, c.status, c.chunks, c.done = asked, k, 0, 0, false
	c.leaveAt = time.Now().Add(leavesAfter())
	c.active = true
	cs.open[c] = true
	cs.tally.Sent++
	c.conn.Write(load.Request(cs.to, cs.key, asked, body))
}

// take an idle connection, or open one.
func (cs *clients) take() *client {
	for len(cs.idle) > 0 {
		c := cs.idle[len(cs.idle)-1]
		cs.idle = cs.idle[:len(cs.idle)-1]
		if !c.conn.IsClosed() {
			return c
		}
	}
	c := &client{of: cs}
	c.events.OnEvent = c.event
	c.reader = wire.Reader{OnHead: c.head, OnBody: c.body, OnEnd: c.whole}
	conn, err := cs.loop.Connect(cs.to, c)
	if err != nil {
		cs.tally.wrong("no connection: %v", err)
		return nil
	}
	c.conn = conn
	return c
}

func (c *client) head(head wire.Head) error {
	c.status = head.Status()
	return nil
}

func (c *client) body(bytes []byte) {
	if c.asked.Chunks > 0 && c.status == 200 {
		c.events.Feed(bytes)
	}
}

func (c *client) event(event []byte) {
	if _, isChunk := upstream.WrittenAt(event); isChunk {
		c.chunks++
		c.of.tally.Chunks++
	} else if bytes.Equal(event, []byte("data: [DONE]")) {
		c.done = true
	}
}

func (c *client) whole() {
	if !c.active {
		c.of.tally.wrong("an answer to nothing")
		return
	}
	c.of.tally.Statuses[c.status]++
	switch {
	case c.status != 200:
		c.end(refused)
	case c.chunks != c.asked.Chunks || (c.asked.Chunks > 0 && !c.done):
		c.of.tally.wrong("a stream of %d chunks ended well after %d", c.asked.Chunks, c.chunks)
		c.end(answered)
	default:
		c.end(answered)
	}
	if !c.conn.IsClosed() {
		c.of.idle = append(c.of.idle, c)
	}
}

func (c *client) Data(conn *loop.Conn, bytes []byte) {
	if err := c.reader.Feed(bytes); err != nil {
		c.of.tally.wrong("not HTTP: %v", err)
		conn.Close()
		c.end(cutShort)
	}
}

func (c *client) Writable(*loop.Conn) {}

func (c *client) Closed(*loop.Conn, error) {
	if c.active && c.status == 200 {
		c.end(cutShort)
	} else if c.active {
		c.end(lost)
	}
}

func (c *client) end(how ending) {
	if !c.active {
		return
	}
	c.active = false
	c.events.Reset()
	delete(c.of.open, c)
	c.of.tally.Ended[how]++
	c.of.tally.ByKind[c.kind][how]++
	if c.asked.Chunks > 0 {
		c.of.running--
	}
}
