package dashboard

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sluicegate.dev/cli/gateway"
)

func named(name, sentence string) gateway.Gateway {
	var g gateway.Gateway
	g.Metadata.Name, g.Metadata.Namespace = name, "ai"
	g.Status.Conditions = []gateway.Condition{{Type: "Stalled", Status: "True", Message: sentence}}
	return g
}

// pictures reads one event after the other.
func pictures(t *testing.T, server *httptest.Server) func() picture {
	t.Helper()
	response, err := http.Get(server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	return func() picture {
		t.Helper()
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var read picture
				if err := json.Unmarshal([]byte(text), &read); err != nil {
					t.Fatal(err)
				}
				return read
			}
		}
		t.Fatal("the events have ended")
		return picture{}
	}
}

func serve(t *testing.T, d *Dashboard) *httptest.Server {
	server := httptest.NewServer(d.Handler())
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return server
}

func TestEachPageIsToldWhatChanges(t *testing.T) {
	dashboard := New()
	server := serve(t, dashboard)
	first, second := pictures(t, server), pictures(t, server)
	if got := first(); got.Fault == "" || len(got.Cards) != 0 {
		t.Errorf("before the cluster has answered: %+v", got)
	}
	second()
	dashboard.Show([]gateway.Gateway{named("llm", "no image")})
	for _, next := range []func() picture{first, second} {
		got := next()
		if len(got.Cards) != 1 || got.Fault != "" || got.Cards[0].Sentence != "no image" || got.Cards[0].Progress != "stuck" {
			t.Errorf("%+v", got)
		}
	}
}

func TestAFaultLeavesWhatWasKnown(t *testing.T) {
	dashboard := New()
	dashboard.Show([]gateway.Gateway{named("llm", "no image")})
	dashboard.Fault("the cluster cannot be reached")
	if got := pictures(t, serve(t, dashboard))(); got.Fault != "the cluster cannot be reached" || len(got.Cards) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestOnlyThisMachineIsAnswered(t *testing.T) {
	server := serve(t, New())
	for host, status := range map[string]int{
		"": 200, "localhost:8090": 200, "[::1]:8090": 200, "127.0.0.1": 200,
		"evil.example:8090": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 421,
	} {
		request, err := http.NewRequest(http.MethodGet, server.URL+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode != status || (status == 200) != strings.Contains(string(text), "page.js") {
			t.Errorf("%q: %d %s", host, response.StatusCode, text)
		}
	}
	response, err := http.Post(server.URL+"/events", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a POST was answered with %d", response.StatusCode)
	}
}
