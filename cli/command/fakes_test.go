package command

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/fake"
	clienttesting "k8s.io/client-go/testing"
	"sigs.k8s.io/yaml"
	"sluicegate.dev/cli/gateway"
)

// saved is a gateway as a real cluster had it.
func saved(t *testing.T, name string) *unstructured.Unstructured {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "e2e", "gitops", "testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := yaml.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	return &unstructured.Unstructured{Object: object}
}

// bench is a program on a cluster that is a fake.
type bench struct {
	*program
	cluster  *fake.FakeDynamicClient
	out, err bytes.Buffer
}

func newBench(t *testing.T, objects ...runtime.Object) *bench {
	t.Helper()
	b := &bench{}
	b.program = newProgram(strings.NewReader(""), &b.out, &b.err)
	kubeconfig := filepath.Join(t.TempDir(), "kubeconfig")
	text := "apiVersion: v1\nkind: Config\ncurrent-context: it\ncontexts: [{name: it, context: {cluster: it, namespace: ai}}]\n" +
		"clusters: [{name: it, cluster: {server: \"http://127.0.0.1:1\"}}]\n"
	if err := os.WriteFile(kubeconfig, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b.flags.KubeConfig = &kubeconfig
	b.cluster = fake.NewSimpleDynamicClientWithCustomListKinds(runtime.NewScheme(), map[schema.GroupVersionResource]string{
		gateway.Resource: "RouterGatewayList", pods: "PodList", configMaps: "ConfigMapList", secrets: "SecretList", events: "EventList",
	})
	for _, each := range objects {
		if err := b.add(each); err != nil {
			t.Fatal(err)
		}
	}
	b.program.dynamic = func() (dynamic.Interface, error) { return b.cluster, nil }
	b.program.patience = 0
	b.program.now = func() time.Time { return time.Date(2026, 11, 28, 7, 0, 0, 0, time.UTC) }
	return b
}

// add puts an object under its right resource, which the fake would guess wrong for gateways.
func (b *bench) add(each runtime.Object) error {
	object, ok := each.(*unstructured.Unstructured)
	if ok && object.GetKind() == "RouterGateway" {
		return b.cluster.Tracker().Create(gateway.Resource, object, object.GetNamespace())
	}
	return b.cluster.Tracker().Add(each)
}

// then lets a watch tell of these states, and end.
func (b *bench) then(objects ...*unstructured.Unstructured) {
	b.cluster.PrependWatchReactor("routergateways", func(clienttesting.Action) (bool, watch.Interface, error) {
		changes := watch.NewFakeWithChanSize(len(objects), false)
		for _, object := range objects {
			changes.Modify(object)
		}
		objects = nil
		// what was sent can still be received
		changes.Stop()
		return true, changes, nil
	})
}

func (b *bench) expect(t *testing.T, exit int, args ...string) string {
	t.Helper()
	b.out.Reset()
	b.err.Reset()
	if got := b.run(context.Background(), args); got != exit {
		t.Fatalf("exit code %d, not %d\n%s%s", got, exit, b.out.String(), b.err.String())
	}
	return b.out.String() + b.err.String()
}

// holds asks for each of some words.
func holds(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q is missing in\n%s", word, text)
		}
	}
}

// patches is what was written to gateways, in order.
func (b *bench) patches() []string {
	var found []string
	for _, action := range b.cluster.Actions() {
		if patch, ok := action.(clienttesting.PatchAction); ok {
			found = append(found, string(patch.GetPatch()))
		}
	}
	return found
}

func object(kind, name string, labels, annotations map[string]string) *unstructured.Unstructured {
	made := &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": kind}}
	made.SetNamespace("ai")
	made.SetName(name)
	made.SetUID(types.UID("uid-of-" + name))
	made.SetLabels(labels)
	made.SetAnnotations(annotations)
	return made
}

func with(base *unstructured.Unstructured, value any, path ...string) *unstructured.Unstructured {
	changed := base.DeepCopy()
	if err := unstructured.SetNestedField(changed.Object, value, path...); err != nil {
		panic(fmt.Sprint(path, err))
	}
	return changed
}
