package command

import (
	"encoding/json"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	clienttesting "k8s.io/client-go/testing"
)

func TestStatusShowsPodsAndWhatTheirDrainsWaitFor(t *testing.T) {
	text := newBench(t, saved(t, "draining")).expect(t, 0, "status", "llm")
	holds(t, text, "ai/llm   ready 3/3   revision 2d6fc84b1c", "POD", "OLDEST", "Draining", "Drains wait for:\n  llm-6e5d649adf-1-8mqq2: stream req_4fa772f9c2a75ad5f4fe0b9a")
}

func TestStatusShowsWhyAGatewayIsStuck(t *testing.T) {
	text := newBench(t, saved(t, "stalled")).expect(t, 0, "status", "llm")
	holds(t, text, "candidate ec5bd5aafe", "PROBLEM", "registry.invalid/nothing:1")
}

func TestStatusIsALineForEachGateway(t *testing.T) {
	text := newBench(t, saved(t, "rolling")).expect(t, 0, "status", "-A")
	holds(t, text, "NAMESPACE", "ai", "llm", "3/3", "Rolling", "waiting for llm-2d6fc84b1c-1-vjrmp to start")
	if strings.Count(text, "\n") != 2 {
		t.Errorf("not a heading and one line:\n%s", text)
	}
}

func TestStatusAsJSONIsTheObject(t *testing.T) {
	var object map[string]any
	if err := json.Unmarshal([]byte(newBench(t, saved(t, "ready")).expect(t, 0, "status", "llm", "-o", "json")), &object); err != nil {
		t.Fatal(err)
	}
	if object["kind"] != "RouterGateway" {
		t.Error(object["kind"])
	}
	holds(t, newBench(t, saved(t, "ready")).expect(t, 0, "status", "-o", "yaml"), "- apiVersion: sluicegate.dev/v1alpha1", "kind: RouterGatewayList")
}

func TestStatusGoesOnUntilTheGatewayIsDeleted(t *testing.T) {
	bench := newBench(t, saved(t, "rolling"))
	bench.then(saved(t, "draining"))
	bench.cluster.PrependReactor("list", "routergateways", second(func() { _ = bench.cluster.Tracker().Delete(gatewayResource, "ai", "llm") }))
	text := bench.expect(t, 1, "status", "llm", "--watch")
	holds(t, text, "07:00:00", "Rolling: waiting for", "Drains wait for:", "gateway llm is deleted")
}

// second does something before the second call, which goes on to the next reactor.
func second(what func()) clienttesting.ReactionFunc {
	calls := 0
	return func(clienttesting.Action) (bool, runtime.Object, error) {
		if calls++; calls == 2 {
			what()
		}
		return false, nil, nil
	}
}

func TestFaultsSayWhatAndWhereAndWhatToDo(t *testing.T) {
	holds(t, newBench(t).expect(t, 3, "status", "llm"), "there is no gateway llm in namespace ai", "status -A")
	holds(t, newBench(t).expect(t, 3, "status", "llm", "-n", "other"), "no gateway llm in namespace other")
	holds(t, newBench(t).expect(t, 0, "status"), "no gateways here")

	unknown := newBench(t)
	unknown.cluster.PrependReactor("*", "routergateways", refuse(apierrors.NewGenericServerResponse(404, "get", schema.GroupResource{}, "", "404 page not found", 0, true)))
	holds(t, unknown.expect(t, 3, "status"), "does not know RouterGateways; install Sluicegate")
	holds(t, unknown.expect(t, 3, "status", "llm"), "does not know RouterGateways; install Sluicegate")

	forbidden := newBench(t)
	forbidden.cluster.PrependReactor("*", "routergateways", refuse(apierrors.NewForbidden(gatewayResource.GroupResource(), "llm", nil)))
	holds(t, forbidden.expect(t, 3, "status", "llm"), "not allowed:", "docs/cli.md")

	away := newBench(t)
	away.dynamic = away.realDynamic
	holds(t, away.expect(t, 3, "status", "llm"), "the cluster cannot be reached", "--context")
}

func refuse(err error) clienttesting.ReactionFunc {
	return func(clienttesting.Action) (bool, runtime.Object, error) { return true, nil, err }
}

func TestMistakesOnTheCommandLine(t *testing.T) {
	for line, sentence := range map[string]string{
		"stauts":                     "there is no command 'stauts'",
		"rollout stats":              "there is no command 'stats'",
		"rollout status":             "needs the NAME of a gateway",
		"status a b":                 "takes one NAME, not 2",
		"status llm -A":              "exclude each other",
		"status llm -o table":        "json or yaml, not 'table'",
		"status --wach":              "unknown flag: --wach",
		"status llm --watch -o json": "--watch draws tables",
		"drain extend llm soon":      "'soon' is no duration",
	} {
		holds(t, newBench(t, saved(t, "ready")).expect(t, 2, strings.Fields(line)...), sentence)
	}
}

func TestNamesAreCompleted(t *testing.T) {
	text := newBench(t, saved(t, "ready")).expect(t, 0, "__complete", "rollout", "status", "l")
	holds(t, text, "llm\n")
}
