package upstream

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	completion = `{"id":"chatcmpl-bench","object":"chat.completion","created":1700000000,"model":"bench",` +
		`"choices":[{"index":0,"message":{"role":"assistant","content":"An answer of a few words, as most are that are not streamed."},` +
		`"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":14,"total_tokens":26}}`
	chunkBefore = `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"bench",` +
		`"choices":[{"index":0,"delta":{"content":"`
	chunkAfter = `"},"logprobs":null,"finish_reason":null}]}` + "\n\n"
	lastChunks = `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"bench",` +
		`"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],` +
		`"usage":{"prompt_tokens":12,"completion_tokens":14,"total_tokens":26}}` + "\n\ndata: [DONE]\n\n"
	busy   = `{"error":{"message":"slow down","type":"rate_limit_error","param":null,"code":"rate_limited"}}`
	broken = `{"error":{"message":"something broke","type":"server_error","param":null,"code":null}}`

	lost = `{"error":{"message":"the proxy did not pass the header ` + DirectiveHeader + ` on","type":"invalid_request_error","param":null,"code":null}}`

	timeDigits = 19 // nanoseconds since 1970, until the year 2286
	streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"
)

var (
	smallAnswer  = answer("200 OK", "", completion)
	busyAnswer   = answer("429 Too Many Requests", "Retry-After: 1\r\n", busy)
	brokenAnswer = answer("500 Internal Server Error", "", broken)
	lostAnswer   = answer("400 Bad Request", "", lost)
	chunkEnd     = append(framed(lastChunks), "0\r\n\r\n"...)
	chunkStart   = []byte(chunkBefore)
)

func answer(status, headers, body string) []byte {
	return fmt.Appendf(nil, "HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", status, headers, len(body), body)
}

func framed(text string) []byte {
	return fmt.Appendf(nil, "%x\r\n%s\r\n", len(text), text)
}

// chunks are events with the time at which they are written, each framed by itself; the same bytes are used again for each write.
type chunks struct {
	bytes []byte
	size  int   // of one
	times []int // where the time stands in each
}

// newChunks are n of them.
func newChunks(n int) *chunks {
	zeros := strings.Repeat("0", timeDigits)
	one := framed(chunkBefore + zeros + chunkAfter)
	c := &chunks{bytes: bytes.Repeat(one, n), size: len(one)}
	for i := range n {
		c.times = append(c.times, i*len(one)+bytes.Index(one, []byte(zeros)))
	}
	return c
}

// at is the first n of them, written now.
func (c *chunks) at(now time.Time, n int) []byte {
	var digits [timeDigits]byte
	strconv.AppendInt(digits[:0], now.UnixNano(), 10)
	for _, at := range c.times[:n] {
		copy(c.bytes[at:], digits[:])
	}
	return c.bytes[:n*c.size]
}

// WrittenAt reads from an event when it was written, in nanoseconds since 1970; false if it has no time.
func WrittenAt(event []byte) (int64, bool) {
	if len(event) < len(chunkStart)+timeDigits || !bytes.HasPrefix(event, chunkStart) {
		return 0, false
	}
	var at int64
	for _, digit := range event[len(chunkStart) : len(chunkStart)+timeDigits] {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		at = at*10 + int64(digit-'0')
	}
	return at, true
}
