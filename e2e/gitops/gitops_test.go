package gitops

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
)

// verdicts of gateways that were saved on a real cluster, in the order of the table in docs/gitops.md.
var verdicts = []struct {
	gateway string
	is      string
	argo    string
	flux    status.Status
}{
	{"new", "was applied a moment ago, and no operator has looked at it", "Progressing", status.InProgressStatus},
	{"starting", "starts its first pods", "Progressing", status.InProgressStatus},
	{"ready", "is ready", "Healthy", status.CurrentStatus},
	{"rolling", "is being rolled", "Progressing", status.InProgressStatus},
	{"draining", "is ready, and old streams drain", "Healthy", status.CurrentStatus},
	{"paused", "waits, because its rollout is paused", "Suspended", status.InProgressStatus},
	{"stalled", "cannot go on: its image cannot be pulled", "Degraded", status.FailedStatus},
	{"refused", "names a Secret that is not there", "Degraded", status.FailedStatus},
	{"deleting", "is being deleted, and drains", "Progressing", status.TerminatingStatus},
}

func TestEachGatewayIsJudgedAsThePageSays(t *testing.T) {
	scripts := scripts(t)
	var table strings.Builder
	for _, each := range verdicts {
		object := gateway(t, each.gateway)
		health, err := Judge(scripts.Health, object)
		if err != nil {
			t.Fatalf("%s: %v", each.gateway, err)
		}
		if health.Status != each.argo || health.Message == "" {
			t.Errorf("%s is %q for Argo CD (%q), want %s and why", each.gateway, health.Status, health.Message, each.argo)
		}
		verdict, message, err := KStatus(object)
		if err != nil {
			t.Fatalf("%s: %v", each.gateway, err)
		}
		if verdict != each.flux {
			t.Errorf("%s is %s for kstatus (%s), want %s", each.gateway, verdict, message, each.flux)
		}
		table.WriteString("| " + each.is + " | " + each.argo + " | " + string(each.flux) + " |\n")
	}
	page, err := os.ReadFile("../../docs/gitops.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), table.String()) {
		t.Errorf("docs/gitops.md does not have this table:\n%s", table.String())
	}
}

func TestThereIsAVerdictForEachSavedGateway(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) != len(verdicts) {
		t.Errorf("%d files in testdata, %d verdicts (%v)", len(files), len(verdicts), err)
	}
}

func TestAnOldVerdictDoesNotCountForANewSpec(t *testing.T) {
	object := gateway(t, "ready")
	metadata := object["metadata"].(map[string]any)
	metadata["generation"] = metadata["generation"].(float64) + 1

	health, err := Judge(scripts(t).Health, object)
	if err != nil || health.Status != "Progressing" {
		t.Errorf("%v %v, want Progressing", health, err)
	}
}

func TestActionsChangeOneFieldOfTheSpec(t *testing.T) {
	scripts := scripts(t)
	if names := slices.Sorted(maps.Keys(scripts.Actions)); !slices.Equal(names, []string{"pause", "restart", "resume", "undo"}) {
		t.Fatalf("actions %v", names)
	}
	for name, want := range map[string]func(rollout map[string]any) bool{
		"pause":  func(it map[string]any) bool { return it["paused"] == true },
		"resume": func(it map[string]any) bool { return it["paused"] == false },
	} {
		for _, saved := range []string{"ready", "paused"} {
			object := gateway(t, saved)
			before := len(object["spec"].(map[string]any)["providers"].([]any))
			changed, err := run(scripts.Actions[name], object)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			spec := changed.(map[string]any)["spec"].(map[string]any)
			if !want(spec["rollout"].(map[string]any)) || len(spec["providers"].([]any)) != before {
				t.Errorf("%s of %s makes %v", name, saved, spec)
			}
		}
	}
}

func TestRestartAndUndoWriteAnAnnotationEach(t *testing.T) {
	for name, want := range map[string]string{"restart": "date of !%Y-%m-%dT%H:%M:%SZ", "undo": "6e5d649adf date of !%Y-%m-%dT%H:%M:%SZ"} {
		object := gateway(t, "rolling")
		before := len(object["spec"].(map[string]any))
		changed, err := run(scripts(t).Actions[name], object)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		annotations := changed.(map[string]any)["metadata"].(map[string]any)["annotations"].(map[string]any)
		key := map[string]string{"restart": "sluicegate.dev/restartedAt", "undo": "sluicegate.dev/undo"}[name]
		if annotations[key] != want || len(changed.(map[string]any)["spec"].(map[string]any)) != before {
			t.Errorf("%s makes %v", name, annotations)
		}
	}
}

func TestOnlyActionsThatDoSomethingAreOffered(t *testing.T) {
	for saved, want := range map[string][]string{"ready": {"pause", "restart"}, "rolling": {"pause", "restart", "undo"}, "paused": {"restart", "resume", "undo"}, "deleting": {"pause"}} {
		offered, err := run(scripts(t).Discovery, gateway(t, saved))
		if err != nil {
			t.Fatal(err)
		}
		var enabled []string
		for name, each := range offered.(map[string]any) {
			if disabled, _ := each.(map[string]any)["disabled"].(bool); !disabled {
				enabled = append(enabled, name)
			}
		}
		slices.Sort(enabled)
		if !slices.Equal(enabled, want) {
			t.Errorf("%s offers %v, want %v", saved, enabled, want)
		}
	}
}

func scripts(t *testing.T) Scripts {
	t.Helper()
	scripts, err := ReadScripts()
	if err != nil {
		t.Fatal(err)
	}
	return scripts
}

func gateway(t *testing.T, name string) map[string]any {
	t.Helper()
	object, err := Gateway(name)
	if err != nil {
		t.Fatal(err)
	}
	return object
}
