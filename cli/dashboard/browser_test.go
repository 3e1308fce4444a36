//go:build browser

package dashboard

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
	"sluicegate.dev/cli/gateway"
)

// saved is a gateway as a real cluster had it, under a name of its own.
func saved(t *testing.T, file, name string) gateway.Gateway {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "e2e", "gitops", "testdata", file+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	read, err := gateway.Read(&unstructured.Unstructured{Object: object})
	if err != nil {
		t.Fatal(err)
	}
	read.Metadata.Name = name
	return read
}

// A page in a real browser, which follows a rollout from a start to a drain without being loaded again. SLUICEGATE_BROWSER is a headless
// Chromium; with SLUICEGATE_SCREENSHOT, what it shows at the end is written there.
func TestThePageFollowsARollout(t *testing.T) {
	browser := os.Getenv("SLUICEGATE_BROWSER")
	if browser == "" {
		t.Fatal("SLUICEGATE_BROWSER names no browser; cli/run browser brings one")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.WindowSize(1240, 900))
	allocated, end := chromedp.NewExecAllocator(context.Background(), options...)
	defer end()
	tab, closeTab := chromedp.NewContext(allocated)
	defer closeTab()
	tab, stop := context.WithTimeout(tab, 2*time.Minute)
	defer stop()

	dashboard := New()
	server := serve(t, dashboard)
	do(t, tab, chromedp.Navigate(server.URL+"/"))
	holds(t, tab, "#fault", "has not answered yet")
	dashboard.Show([]gateway.Gateway{saved(t, "starting", "llm"), saved(t, "stalled", "search")})
	do(t, tab, chromedp.WaitVisible(`[data-gateway="ai/llm"]`))
	do(t, tab, chromedp.WaitVisible(`[data-gateway="ai/search"].stuck .problem`))
	do(t, tab, chromedp.WaitNotVisible("#fault"))
	dashboard.Show([]gateway.Gateway{saved(t, "rolling", "llm"), saved(t, "stalled", "search")})
	do(t, tab, chromedp.WaitVisible(`[data-gateway="ai/llm"].goes-on .pod.Warming`))
	holds(t, tab, `[data-gateway="ai/llm"] .sentence`, "waiting for llm-2d6fc84b1c-1-vjrmp to start")
	// so long that the picture of the phases has something to show
	do(t, tab, chromedp.Sleep(3*time.Second))
	dashboard.Show([]gateway.Gateway{saved(t, "draining", "llm"), saved(t, "stalled", "search")})
	do(t, tab, chromedp.WaitVisible(`[data-gateway="ai/llm"].arrived .pod.Draining`))
	holds(t, tab, `[data-gateway="ai/llm"] .waits`, "stream req_4fa772f9c2a75ad5f4fe0b9a of model fast")
	do(t, tab, chromedp.Sleep(2*time.Second))
	if lanes := do(t, tab, chromedp.Evaluate[int](`document.querySelectorAll('[data-gateway="ai/llm"] .lanes rect.Draining').length`)); lanes != 1 {
		t.Errorf("%d lanes show a drain", lanes)
	}
	if file := os.Getenv("SLUICEGATE_SCREENSHOT"); file != "" {
		if err := os.WriteFile(file, do(t, tab, chromedp.FullScreenshot(100)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server.CloseClientConnections()
	server.Close()
	holds(t, tab, "#fault", "may be old")
}

func do[T any](t *testing.T, tab context.Context, action chromedp.Action[T]) T {
	t.Helper()
	result, err := chromedp.Run(tab, action)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// holds waits for an element, and asks for some words in it.
func holds(t *testing.T, tab context.Context, selector, words string) {
	t.Helper()
	do(t, tab, chromedp.WaitVisible(selector))
	if text := do(t, tab, chromedp.Text(selector)); !strings.Contains(text, words) {
		t.Errorf("%s: %q without %q", selector, text, words)
	}
}
