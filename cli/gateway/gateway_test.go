package gateway

import (
	"os"
	"path/filepath"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// The gateways that Argo CD and Flux are tried on; what they say of each is in e2e/gitops.
func TestVerdictsOfGatewaysFromARealCluster(t *testing.T) {
	for name, want := range map[string]Progress{
		"new": GoesOn, "starting": GoesOn, "rolling": GoesOn, "paused": GoesOn, "deleting": GoesOn,
		"ready": Arrived, "draining": Arrived, "refused": Stuck, "stalled": Stuck,
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", "e2e", "gitops", "testdata", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		object := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(text, &object.Object); err != nil {
			t.Fatal(err)
		}
		read, err := Read(object)
		if err != nil {
			t.Fatal(err)
		}
		if verdict := read.Judge(); verdict.Progress != want || verdict.Sentence == "" {
			t.Errorf("%s: %v, not %v", name, verdict, want)
		}
	}
}

func TestAnOldReadySpeaksOfTheSpecBeforeTheLastChange(t *testing.T) {
	var g Gateway
	g.Metadata.Generation, g.Status.ObservedGeneration = 2, 1
	g.Status.Conditions = []Condition{{Type: "Ready", Status: "True"}}
	if verdict := g.Judge(); verdict.Progress != GoesOn {
		t.Error(verdict)
	}
}
