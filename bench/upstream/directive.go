package upstream

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DirectiveHeader is the request header in which the load says what it wants as an answer. Every proxy has to pass it on.
const DirectiveHeader = "x-bench"

// Fault is something that goes wrong with an answer.
type Fault string

const (
	NoFault Fault = ""
	// Busy answers 429 with a Retry-After.
	Busy Fault = "busy"
	// Broken answers 500.
	Broken Fault = "broken"
	// Reset breaks the connection: before the head of an answer that is not a stream, in the middle of a stream.
	Reset Fault = "reset"
	// Stall says nothing more: before the head of an answer that is not a stream, in the middle of a stream.
	Stall Fault = "stall"
	// Lost is the fault of a request without a directive: a proxy did not pass it on, and nothing that is measured would be true.
	Lost Fault = "lost"
)

// Directive says how to answer. Its zero value is a small answer in one piece.
type Directive struct {
	Chunks int           // of a stream; 0 for an answer in one piece
	Every  time.Duration // between two chunks; 0 for as fast as they are taken
	Burst  int           // how many chunks go out with one write of a stream that has no pace; 0 for one
	Fault  Fault
}

// String is the header's value.
func (d Directive) String() string {
	return fmt.Sprintf("%d %d %d %s", d.Chunks, d.Every.Milliseconds(), d.Burst, d.Fault)
}

// ParseDirective reads what String wrote; an absent header is Lost.
func ParseDirective(value []byte) (Directive, error) {
	if value == nil {
		return Directive{Fault: Lost}, nil
	}
	fields := strings.Split(string(value)+" ", " ")
	if len(fields) < 4 {
		return Directive{}, fmt.Errorf("not a directive: %q", value)
	}
	var numbers [3]int
	for i := range numbers {
		var err error
		if numbers[i], err = strconv.Atoi(fields[i]); err != nil {
			return Directive{}, err
		}
	}
	return Directive{Chunks: numbers[0], Every: time.Duration(numbers[1]) * time.Millisecond, Burst: numbers[2], Fault: Fault(fields[3])}, nil
}
