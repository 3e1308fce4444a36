package wire

import "bytes"

var eventEnd = []byte("\n\n")

// Events shows the events of an SSE body whose lines end with LF, in whatever pieces its bytes come.
type Events struct {
	// OnEvent is shown each event without its empty line; valid during the call only.
	OnEvent func(event []byte)

	partial []byte
}

// Feed takes the next bytes of the body.
func (e *Events) Feed(b []byte) {
	if len(e.partial) > 0 {
		// the end may be split too: look at it together with the last byte that was kept
		at := -1
		if e.partial[len(e.partial)-1] == '\n' && len(b) > 0 && b[0] == '\n' {
			at = 0
			e.partial = e.partial[:len(e.partial)-1]
			e.OnEvent(e.partial)
			b = b[1:]
		} else if at = bytes.Index(b, eventEnd); at >= 0 {
			e.partial = append(e.partial, b[:at]...)
			e.OnEvent(e.partial)
			b = b[at+2:]
		} else {
			e.partial = append(e.partial, b...)
			return
		}
		e.partial = e.partial[:0]
	}
	for {
		at := bytes.Index(b, eventEnd)
		if at < 0 {
			e.partial = append(e.partial, b...)
			return
		}
		e.OnEvent(b[:at])
		b = b[at+2:]
	}
}

// Whole says whether the bytes so far end with an event's end.
func (e *Events) Whole() bool { return len(e.partial) == 0 }

// Reset forgets what is not whole.
func (e *Events) Reset() { e.partial = e.partial[:0] }
