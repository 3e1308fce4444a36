// Package load sends requests and takes the answers, on one thread, and measures what a client sees.
package load

import (
	"bytes"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"dev.sluicegate/bench/loop"
	"dev.sluicegate/bench/report"
	"dev.sluicegate/bench/upstream"
	"dev.sluicegate/bench/wire"
)

const tick = 5 * time.Millisecond

// Plan of a load in which each of Connections has one request under way at any time.
type Plan struct {
	To          netip.AddrPort
	Connections int
	Key         string // of the client; empty for none
	Body        []byte
	Answer      upstream.Directive
	Beside      int           // further connections, each of which asks for one short stream after the other
	Warm        time.Duration // before the measuring begins
	For         time.Duration // how long is measured
	AtBegin     func()        // of the measuring
	AtEnd       func()
}

// Result is what came while it was measured.
type Result struct {
	Requests int64 // whole answers
	Chunks   int64
	Elapsed  time.Duration
	OwnCPU   time.Duration    // of this process
	Latency  report.Histogram // of whole answers
	Delay    report.Histogram // of a chunk, from its writing to its reading
	Jitter   report.Histogram // how much two chunks' distance at their reading differs from that at their writing
	First    report.Histogram // from asking for a short stream beside the others to its first chunk
	Failures int64            // of the whole run
	Failure  error            // the first one
}

// Body is a chat completion's request whose prompt has about that many bytes, in messages of some kilobytes, as of somebody who
// works on a program: with line ends and quotes.
func Body(prompt int) []byte {
	const line = `The quick brown fox said: \"jump over the lazy dog\", and it did so.\n` +
		`Then it went on to the next one, and the next, as foxes do in prompts that must be long enough to matter.\n` +
		`A line of code follows:\n\tfor (int i = 0; i < 10; i++) { System.out.println(\"fox \" + i); }\n`
	const most = 8 * 1024
	var messages []string
	for left := max(prompt, len(line)); left >= len(line); left -= most {
		messages = append(messages, `{"role":"user","content":"`+strings.Repeat(line, min(left, most)/len(line))+`"}`)
	}
	return []byte(`{"model":"bench","temperature":0.7,"messages":[` + strings.Join(messages, ",") + `]}`)
}

// StreamBody is Body for a stream.
func StreamBody() []byte {
	return bytes.Replace(Body(1), []byte(`"temperature"`), []byte(`"stream":true,"temperature"`), 1)
}

// beside is what short streams beside the others are: long enough to be streams, and few enough to be no load.
var beside = upstream.Directive{Chunks: 2, Every: 10 * time.Millisecond}

type run struct {
	plan      Plan
	loop      *loop.Loop
	result    Result
	measuring bool
	began     time.Time
}

// Run carries out a plan. A plan whose answers are wrong fails.
func Run(plan Plan) (*Result, error) {
	l, err := loop.New()
	if err != nil {
		return nil, err
	}
	defer l.Close()
	r := &run{plan: plan, loop: l}
	for i := range plan.Connections + plan.Beside {
		c := &client{run: r, beside: i >= plan.Connections, answer: plan.Answer}
		if c.beside {
			c.answer = beside
		}
		c.request = Request(plan.To, plan.Key, c.answer, plan.Body)
		c.events.OnEvent = c.event
		c.reader = wire.Reader{OnHead: c.head, OnBody: c.events.Feed, OnEnd: c.end}
		if c.answer.Chunks == 0 {
			c.reader.OnBody = nil
		}
		conn, err := l.Connect(plan.To, c)
		if err != nil {
			return nil, err
		}
		c.send(conn)
	}
	if err := l.Run(tick, r.phase(time.Now().Add(plan.Warm))); err != nil {
		return nil, err
	}
	if r.result.Failure != nil {
		return &r.result, fmt.Errorf("%d answers were wrong, the first one: %w", r.result.Failures, r.result.Failure)
	}
	return &r.result, nil
}

// Request is an HTTP/1.1 request for a chat completion.
func Request(to netip.AddrPort, key string, answer upstream.Directive, body []byte) []byte {
	request := fmt.Appendf(nil, "POST /v1/chat/completions HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\nAccept: */*\r\nContent-Type: application/json\r\n", to)
	if key != "" {
		request = fmt.Appendf(request, "Authorization: Bearer %s\r\n", key)
	}
	request = fmt.Appendf(request, "%s: %s\r\nContent-Length: %d\r\n\r\n", upstream.DirectiveHeader, answer, len(body))
	return append(request, body...)
}

func (r *run) phase(from time.Time) func(time.Time) {
	var cpu time.Duration
	return func(now time.Time) {
		switch {
		case !r.measuring && !now.Before(from):
			if r.plan.AtBegin != nil {
				r.plan.AtBegin()
			}
			r.measuring = true
			r.began = time.Now()
			cpu = ownCPU()
		case r.measuring && now.Sub(r.began) >= r.plan.For:
			r.result.Elapsed = time.Since(r.began)
			r.result.OwnCPU = ownCPU() - cpu
			if r.plan.AtEnd != nil {
				r.plan.AtEnd()
			}
			r.loop.End()
		}
	}
}

func ownCPU() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func (r *run) failed(err error) {
	r.result.Failures++
	if r.result.Failure == nil {
		r.result.Failure = err
	}
	if r.result.Failures > 100 {
		r.loop.End()
	}
}

// client is one connection.
type client struct {
	run     *run
	request []byte
	answer  upstream.Directive // what it asks for
	beside  bool               // it is one of those beside the others
	conn    *loop.Conn
	reader  wire.Reader
	events  wire.Events
	sentAt  time.Time
	now     int64 // when the bytes that are being looked at were read
	chunks  int
	ended   bool // by [DONE]
	written int64
	read    int64
}

func (c *client) send(conn *loop.Conn) {
	c.conn = conn
	c.sentAt = time.Now()
	c.chunks, c.ended, c.written = 0, false, 0
	conn.Write(c.request)
}

func (c *client) Data(conn *loop.Conn, bytes []byte) {
	c.now = time.Now().UnixNano()
	if err := c.reader.Feed(bytes); err != nil {
		c.run.failed(err)
		conn.Close()
	}
}

func (c *client) Writable(*loop.Conn) {}

func (c *client) Closed(_ *loop.Conn, err error) {
	c.run.failed(fmt.Errorf("the connection was closed: %w", errors.Join(err, errClosed)))
}

var (
	errClosed = errors.New("by the other side")
	errEnd    = errors.New("a stream ended early")
	done      = []byte("data: [DONE]")
)

func (c *client) head(head wire.Head) error {
	if head.Status() != 200 {
		return fmt.Errorf("status %d: %s", head.Status(), head)
	}
	return nil
}

func (c *client) event(event []byte) {
	written, ok := upstream.WrittenAt(event)
	if !ok {
		c.ended = c.ended || bytes.Equal(event, done)
		return
	}
	c.chunks++
	r := c.run
	if c.beside {
		if c.chunks == 1 && r.measuring {
			r.result.First.Add(time.Duration(c.now - c.sentAt.UnixNano()))
		}
		return
	}
	if r.measuring {
		r.result.Chunks++
		r.result.Delay.Add(time.Duration(c.now - written))
		if c.written > 0 {
			r.result.Jitter.Add(time.Duration(max(c.now-c.read, written-c.written) - min(c.now-c.read, written-c.written)))
		}
	}
	c.written, c.read = written, c.now
}

func (c *client) end() {
	r := c.run
	if c.chunks != c.answer.Chunks || (c.chunks > 0 && !c.ended) {
		r.failed(errEnd)
	}
	if r.measuring && !c.beside {
		r.result.Requests++
		r.result.Latency.Add(time.Since(c.sentAt))
	}
	c.send(c.conn)
}
