package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestDashboardServesUntilItIsEnded(t *testing.T) {
	bench := newBench(t, saved(t, "draining"))
	said, out := io.Pipe()
	bench.program.out = out
	ctx, end := context.WithCancel(context.Background())
	defer end()
	exit := make(chan int)
	go func() { exit <- bench.run(ctx, []string{"dashboard", "llm", "--port", "0"}) }()
	var address string
	if _, err := fmt.Fscan(said, &address); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	response, err := http.Get(address + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	for lines := bufio.NewScanner(response.Body); ; {
		if !lines.Scan() {
			t.Fatal("the events ended before the gateway came")
		}
		if strings.Contains(lines.Text(), `"name":"llm"`) {
			holds(t, lines.Text(), `"ready":"3/3"`, `"phase":"Draining"`, "stream req_4fa772f9c2a75ad5f4fe0b9a")
			break
		}
	}
	end()
	if code := <-exit; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestDashboardSaysWhatIsWrong(t *testing.T) {
	for line, sentence := range map[string]string{
		"dashboard llm -A":           "exclude each other",
		"dashboard --port 70000":     "from 0 to 65535, not 70000",
		"dashboard llm search":       "takes one NAME, not 2",
		"dashboard --port something": "invalid argument",
	} {
		holds(t, newBench(t, saved(t, "ready")).expect(t, 2, strings.Fields(line)...), sentence)
	}
	holds(t, newBench(t).expect(t, 3, "dashboard", "llm"), "there is no gateway llm in namespace ai")
}
