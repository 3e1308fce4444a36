package command

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sluicegate.dev/cli/gateway"
)

const (
	adminCanary = "canary-admin-9f31c2"
	userCanary  = "canary-user-77aa10"
)

// hookCanary is what the operator derives of adminCanary for preStop hooks, computed apart from the code under test:
// printf drain-wait | openssl dgst -sha256 -hmac canary-admin-9f31c2
const hookCanary = "cbb3c9cbab90f96e4f441f446156bbbc5ee76a42613f99470e68aa859347809d"

// answering is the admin port of a pod that echoes what a careless router might.
type answering struct {
	t      *testing.T
	status int
}

func (a answering) get(_ context.Context, path, token string) (int, []byte, error) {
	if token != adminCanary {
		return 401, nil, nil
	}
	if a.status != 0 {
		return a.status, nil, nil
	}
	if path == "/health/detailed" {
		return 200, []byte(`{"status":"degraded","checks":[{"name":"errors","ok":false,"message":"9 of 10 requests failed"}]}`), nil
	}
	return 200, []byte(`{"status":{"phase":"Open"},"config":"Authorization: Bearer ` + token + `"}`), nil
}

func (answering) close() {}

func podObject(name, traffic string) *unstructured.Unstructured {
	pod := object("Pod", name, map[string]string{gateway.Label: "llm", gateway.Traffic: traffic}, map[string]string{"sluicegate.dev/applied": userCanary})
	pod.Object["status"] = map[string]any{"phase": "Running", "containerStatuses": []any{map[string]any{"name": "router", "restartCount": int64(1)}}}
	pod.Object["spec"] = map[string]any{"containers": []any{map[string]any{
		"name":      "router",
		"env":       []any{map[string]any{"name": "PROXY", "value": userCanary}},
		"lifecycle": map[string]any{"preStop": map[string]any{"httpGet": map[string]any{"httpHeaders": []any{map[string]any{"name": "Authorization", "value": hookCanary}}}}},
	}}}
	return pod
}

func clusterWithSecrets(t *testing.T) *bench {
	t.Helper()
	shown := saved(t, "ready")
	shown.SetAnnotations(map[string]string{"kubectl.kubernetes.io/last-applied-configuration": userCanary})
	shown = with(shown, []any{map[string]any{"name": "p", "headers": map[string]any{"x-team": userCanary}}}, "spec", "providers")
	shown = with(shown, []any{map[string]any{"name": "X", "value": userCanary}}, "spec", "pod", "env")
	secret := object("Secret", "llm-admin", nil, nil)
	secret.Object["data"] = map[string]any{"token": base64.StdEncoding.EncodeToString([]byte(adminCanary))}
	record := object("ConfigMap", "llm-6e5d649adf", map[string]string{gateway.Label: "llm", gateway.RevisionKey: "6e5d649adf"}, nil)
	record.Object["data"] = map[string]any{
		"pod.yaml":      "spec:\n  containers:\n  - env:\n    - name: PROXY\n      value: " + userCanary + "\n    x: " + hookCanary + "\n",
		"config.json":   `{"providers":[{"name":"p","headers":{"x-team":"` + userCanary + `"}}]}`,
		"broken.yaml":   "a: [" + userCanary,
		"evidence.yaml": "- pod: llm-c\n  lastWords: |-\n    sk-canary12345678\n    Bearer " + userCanary + "\n  diagnosis:\n    headers: {x-team: " + userCanary + "}\n    token: " + hookCanary + "\n",
	}
	event := object("Event", "llm.1", nil, nil)
	event.Object["involvedObject"] = map[string]any{"name": "llm"}
	event.Object["message"] = "the router said Bearer " + userCanary
	other := object("Event", "other.1", nil, nil)
	other.Object["involvedObject"] = map[string]any{"name": "somebody-else"}
	b := newBench(t, shown, secret, record, event, other, podObject("llm-a", "on"), podObject("llm-b", "off"))
	b.admin = func(context.Context, podAddress) (admin, error) { return answering{t: t}, nil }
	b.podLogs = func(_ context.Context, _, pod string, options corev1.PodLogOptions) (io.ReadCloser, error) {
		if options.Previous && pod == "llm-b" {
			return nil, errors.New("previous terminated container not found")
		}
		return io.NopCloser(strings.NewReader("a line of " + pod + " with " + adminCanary + " and sk-canary12345678\n")), nil
	}
	return b
}

// unpacked is the files of an archive by name.
func unpacked(t *testing.T, file string) map[string]string {
	t.Helper()
	archive, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	plain, err := gzip.NewReader(archive)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	reader := tar.NewReader(plain)
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = string(text)
	}
}

func TestNoSecretIsInTheArchive(t *testing.T) {
	bench := clusterWithSecrets(t)
	file := filepath.Join(t.TempDir(), "report.tar.gz")
	said := bench.expect(t, 0, "diagnostics", "llm", "-f", file)
	files := unpacked(t, file)
	for _, name := range []string{"gateway.yaml", "pods.yaml", "records.yaml", "events.yaml", "problems.txt",
		"routers/llm-a.router.log", "routers/llm-a.router.previous.log", "routers/llm-a.diagnostics.json", "routers/llm-b.router.log"} {
		if _, there := files["llm/"+name]; !there {
			t.Errorf("%s is not in the archive", name)
		}
	}
	for name, text := range files {
		for _, canary := range []string{adminCanary, userCanary, hookCanary, "sk-canary", base64.StdEncoding.EncodeToString([]byte(adminCanary))} {
			if strings.Contains(text, canary) || strings.Contains(said, canary) {
				t.Errorf("%s is in %s:\n%s", canary, name, text)
			}
		}
	}
	holds(t, files["llm/records.yaml"], "pod: llm-c")
	holds(t, files["llm/gateway.yaml"], "generation:", "status:", "name: X")
	holds(t, files["llm/routers/llm-a.diagnostics.json"], `"phase":"Open"`)
	holds(t, files["llm/problems.txt"], "llm-b.router.previous.log: previous terminated", "no pod of the operator is in namespace sluicegate-system")
	if strings.Contains(files["llm/events.yaml"], "somebody-else") {
		t.Error("another's event is in the archive")
	}
	holds(t, bench.expect(t, 3, "diagnostics", "llm", "-f", file), "file exists")
}

func TestWithoutTheTokenTheRestIsThere(t *testing.T) {
	bench := clusterWithSecrets(t)
	bench.cluster.PrependReactor("get", "secrets", refuse(errors.New("secrets is forbidden")))
	file := filepath.Join(t.TempDir(), "report.tar.gz")
	holds(t, bench.expect(t, 0, "diagnostics", "llm", "-f", file), "secrets is forbidden")
	if files := unpacked(t, file); files["llm/pods.yaml"] == "" || files["llm/routers/llm-a.diagnostics.json"] != "" {
		t.Error(files)
	}
}

func TestHealthIsThatOfTheRoutersInTheService(t *testing.T) {
	holds(t, clusterWithSecrets(t).expect(t, 1, "health", "llm"), "9 of 10 requests failed", "degraded (leaves)", "1 of 2 routers are not well")
	away := clusterWithSecrets(t)
	away.admin = func(context.Context, podAddress) (admin, error) { return answering{status: 500}, nil }
	holds(t, away.expect(t, 1, "health", "llm", "-o", "json"), `"status": "unknown"`, "answered /health/detailed with 500")
}

func TestLogsAreOfAllPods(t *testing.T) {
	holds(t, clusterWithSecrets(t).expect(t, 0, "logs", "llm"), "[llm-a] a line of llm-a", "[llm-b] a line of llm-b")
	holds(t, clusterWithSecrets(t).expect(t, 0, "logs", "llm", "-p"), "[llm-a]", "pod llm-b: previous terminated")
	holds(t, newBench(t, saved(t, "ready")).expect(t, 1, "logs", "llm"), "has no pod")
}
