// Package wire reads HTTP/1.1 messages in whatever pieces they come. Just what a bench needs: it trusts the other side to be
// correct, and says so when it is not.
package wire

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
)

var (
	headEnd = []byte("\r\n\r\n")

	errChunkSize = errors.New("a chunk has no size")
)

const longestHead = 64 * 1024

type stage int

const (
	inHead stage = iota
	inBody
	inChunkSize
	inChunk
	afterChunk
	inTrailer
)

// Reader takes a connection's bytes and shows one message after another.
type Reader struct {
	// OnHead is shown each head, from its first line to the empty line; valid during the call only.
	OnHead func(head Head) error
	// OnBody is shown the body's bytes, without the framing; valid during the call only.
	OnBody func(bytes []byte)
	// OnEnd says that the message is whole.
	OnEnd func()

	stage   stage
	partial []byte // of a head or of a line
	left    int    // of the body or the chunk
}

// Head is a message's first line and its headers.
type Head []byte

// Status is a response's; 0 if it has none.
func (h Head) Status() int {
	if len(h) < 12 {
		return 0
	}
	status, _ := strconv.Atoi(string(h[9:12]))
	return status
}

// Value of a header whose name is given in lower case; nil if there is none.
func (h Head) Value(name string) []byte {
	rest := []byte(h)
	for {
		end := bytes.Index(rest, headEnd[:2])
		if end < 0 {
			return nil
		}
		line := rest[:end]
		rest = rest[end+2:]
		if len(line) > len(name) && line[len(name)] == ':' && equalFold(line[:len(name)], name) {
			return bytes.TrimSpace(line[len(name)+1:])
		}
	}
}

func equalFold(text []byte, lower string) bool {
	for i := range text {
		if text[i]|0x20 != lower[i]|0x20 {
			return false
		}
	}
	return true
}

// Idle says whether the bytes so far end between two messages.
func (r *Reader) Idle() bool { return r.stage == inHead && len(r.partial) == 0 }

// Feed takes the next bytes.
func (r *Reader) Feed(b []byte) error {
	for len(b) > 0 {
		var err error
		switch r.stage {
		case inHead:
			b, err = r.head(b)
		case inBody, inChunk:
			n := min(len(b), r.left)
			if r.OnBody != nil {
				r.OnBody(b[:n])
			}
			r.left -= n
			b = b[n:]
			if r.left == 0 {
				if r.stage == inBody {
					r.end()
				} else {
					r.stage = afterChunk
				}
			}
		default:
			b, err = r.line(b)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Reader) end() {
	r.stage = inHead
	r.OnEnd()
}

func (r *Reader) head(b []byte) ([]byte, error) {
	whole := b
	before := len(r.partial)
	if before > 0 {
		r.partial = append(r.partial, b...)
		whole = r.partial
	}
	end := bytes.Index(whole, headEnd)
	if end < 0 {
		if before == 0 {
			r.partial = append(r.partial[:0], b...)
		}
		if len(r.partial) > longestHead {
			return nil, errors.New("a head has no end")
		}
		return nil, nil
	}
	end += len(headEnd)
	head := Head(whole[:end])
	rest := b[end-before:]
	r.partial = r.partial[:0]
	if err := r.begin(head); err != nil {
		return nil, err
	}
	return rest, nil
}

func (r *Reader) begin(head Head) error {
	r.left = 0
	chunked := false
	if length := head.Value("content-length"); length != nil {
		n, err := strconv.Atoi(string(length))
		if err != nil {
			return fmt.Errorf("content-length: %w", err)
		}
		r.left = n
	} else {
		chunked = bytes.EqualFold(head.Value("transfer-encoding"), []byte("chunked"))
	}
	if err := r.OnHead(head); err != nil {
		return err
	}
	switch {
	case chunked:
		r.stage = inChunkSize
	case r.left == 0:
		r.end()
	default:
		r.stage = inBody
	}
	return nil
}

// line takes the lines of the chunked framing.
func (r *Reader) line(b []byte) ([]byte, error) {
	end := bytes.IndexByte(b, '\n')
	if end < 0 {
		r.partial = append(r.partial, b...)
		return nil, nil
	}
	line := b[:end]
	if len(r.partial) > 0 {
		r.partial = append(r.partial, line...)
		line = r.partial
		r.partial = r.partial[:0]
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	rest := b[end+1:]
	switch r.stage {
	case inChunkSize:
		size, err := chunkSize(line)
		if err != nil {
			return nil, err
		}
		r.left = size
		r.stage = inChunk
		if size == 0 {
			r.stage = inTrailer
		}
	case afterChunk:
		r.stage = inChunkSize
	case inTrailer:
		if len(line) == 0 {
			r.end()
		}
	}
	return rest, nil
}

func chunkSize(line []byte) (int, error) {
	size, digits := 0, 0
	for _, c := range line {
		var digit int
		switch {
		case c >= '0' && c <= '9':
			digit = int(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			digit = int(c|0x20-'a') + 10
		default:
			if digits == 0 {
				return 0, errChunkSize
			}
			return size, nil // an extension
		}
		size = size<<4 | digit
		if digits++; digits > 7 {
			return 0, errChunkSize
		}
	}
	if digits == 0 {
		return 0, errChunkSize
	}
	return size, nil
}
