package wire

import (
	"fmt"
	"strings"
	"testing"
)

const messages = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhello" +
	"HTTP/1.1 429 Too Many\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n" +
	"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"

func read(t *testing.T, pieces ...string) string {
	t.Helper()
	var log strings.Builder
	reader := &Reader{
		OnHead: func(head Head) error {
			fmt.Fprintf(&log, "[%d %s]", head.Status(), head.Value("x-a"))
			return nil
		},
		OnBody: func(bytes []byte) { log.Write(bytes) },
		OnEnd:  func() { log.WriteString("|") },
	}
	for _, piece := range pieces {
		if err := reader.Feed([]byte(piece)); err != nil {
			t.Fatal(err)
		}
	}
	if !reader.Idle() {
		t.Error("a message has no end")
	}
	return log.String()
}

func TestMessagesInAnyPieces(t *testing.T) {
	const want = "[200 b]hello|[429 ]abc0123456789|[204 ]|"
	for i := range len(messages) {
		for j := i; j < len(messages); j++ {
			if got := read(t, messages[:i], messages[i:j], messages[j:]); got != want {
				t.Fatalf("split at %d and %d: %s", i, j, got)
			}
		}
	}
}

func TestWrongMessages(t *testing.T) {
	for _, wrong := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n",
	} {
		reader := &Reader{OnHead: func(Head) error { return nil }, OnEnd: func() {}}
		if reader.Feed([]byte(wrong)) == nil {
			t.Errorf("accepted %q", wrong)
		}
	}
}

func TestEventsInAnyPieces(t *testing.T) {
	const body = "data: a\n\n: note\nevent: x\ndata: b\n\ndata: [DONE]\n\n"
	const want = "data: a|: note\nevent: x\ndata: b|data: [DONE]|"
	for i := range len(body) {
		for j := i; j < len(body); j++ {
			var log strings.Builder
			events := Events{OnEvent: func(event []byte) { log.Write(event); log.WriteByte('|') }}
			for _, piece := range []string{body[:i], body[i:j], body[j:]} {
				events.Feed([]byte(piece))
			}
			if log.String() != want || !events.Whole() {
				t.Fatalf("split at %d and %d: %s", i, j, log.String())
			}
		}
	}
}
