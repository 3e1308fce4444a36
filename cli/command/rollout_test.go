package command

import (
	"errors"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sluicegate.dev/cli/gateway"
)

var gatewayResource = gateway.Resource

func TestRolloutStatusWaitsUntilTheChangeServes(t *testing.T) {
	bench := newBench(t, saved(t, "rolling"))
	// the last change has not been seen yet: Ready=True speaks of the one before it
	unseen := with(saved(t, "ready"), int64(99), "metadata", "generation")
	bench.then(unseen, saved(t, "rolling"), saved(t, "draining"), saved(t, "stalled"))
	text := bench.expect(t, 0, "rollout", "status", "llm")
	holds(t, text, "waiting for llm-2d6fc84b1c-1-vjrmp to start\n", "the operator has not seen the last change yet\n")
	if strings.Contains(text, "registry.invalid") {
		t.Error("it went on after the rollout was done")
	}
}

func TestRolloutStatusFailsWhereOnlyAPersonCanHelp(t *testing.T) {
	holds(t, newBench(t, saved(t, "stalled")).expect(t, 1, "rollout", "status", "llm"), "registry.invalid/nothing:1")
	refused := saved(t, "refused")
	holds(t, newBench(t, refused).expect(t, 1, "rollout", "status", "llm"), message(t, refused, "Accepted"))
	holds(t, newBench(t, saved(t, "rolling")).expect(t, 0, "rollout", "status", "llm", "--watch=false"), "to start")
}

func TestRolloutStatusEndsWhenTimeIsUp(t *testing.T) {
	bench := newBench(t, saved(t, "rolling"))
	holds(t, bench.expect(t, 1, "rollout", "status", "llm", "--timeout", "1ms"), "not done after 1ms")
}

func message(t *testing.T, object *unstructured.Unstructured, condition string) string {
	t.Helper()
	read, err := gateway.Read(object)
	if err != nil {
		t.Fatal(err)
	}
	return read.Condition(condition).Message
}

func TestHistorySaysWhatBecameOfEachRevision(t *testing.T) {
	text := newBench(t, saved(t, "rolling"),
		record("6e5d649adf", "2026-11-28T03:44:32Z", map[string]string{gateway.ProvenAt: "2026-11-28T03:44:38Z"}),
		record("2d6fc84b1c", "2026-11-28T03:44:46Z", nil),
		record("1111111111", "2026-11-27T03:44:46Z", map[string]string{gateway.Failed: "2026-11-27T03:44:46Z CrashLoopBackOff pod llm-1 crashes"}),
		record("0000000000", "2026-11-26T03:44:46Z", map[string]string{gateway.ProvenAt: "2026-11-26T03:45:00Z"}),
		object("ConfigMap", "llm-accepted", map[string]string{gateway.Label: "llm"}, nil),
	).expect(t, 0, "rollout", "history", "llm")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 5 {
		t.Fatal(text)
	}
	holds(t, lines[1], "2d6fc84b1c", "Candidate")
	holds(t, lines[2], "6e5d649adf", "Stable", "2026-11-28T03:44:38Z")
	holds(t, lines[3], "1111111111", "Failed", "CrashLoopBackOff: pod llm-1 crashes")
	holds(t, lines[4], "0000000000", "Proven")
}

const evidence = `- pod: llm-1111111111-1-x2
  at: 2026-11-27T03:44:46Z
  containers:
  - name: router
    restarts: 3
    exitCode: 137
    reason: OOMKilled
    lastWords: |-
      one line
      the last line
  diagnosis:
    health: {status: degraded}
`

func TestHistoryShowsTheEvidenceOfOneRevision(t *testing.T) {
	failed := record("1111111111", "2026-11-27T03:44:46Z", map[string]string{gateway.Failed: "2026-11-27T03:44:46Z OOMKilled llm-1111111111-1-x2 ran out"})
	failed.Object["data"] = map[string]any{"evidence.yaml": evidence}
	broken := record("2222222222", "2026-11-26T03:44:46Z", nil)
	broken.Object["data"] = map[string]any{"evidence.yaml": "- ["}
	bench := newBench(t, saved(t, "rolling"), failed, broken)
	holds(t, bench.expect(t, 0, "rollout", "history", "llm"), "1 pod ", "EVIDENCE")
	holds(t, bench.expect(t, 0, "rollout", "history", "llm", "--revision", "11"), "Revision: 1111111111", "Failure:  OOMKilled: llm-1111111111-1-x2 ran out",
		"Evidence: 1 pod\n", "at: \"2026-11-27T03:44:46Z\"", "exitCode: 137", "    one line\n    the last line\n", "status: degraded")
	holds(t, bench.expect(t, 0, "rollout", "history", "llm", "--revision", "11", "-o", "json"), `"reason": "OOMKilled"`)
	holds(t, bench.expect(t, 0, "rollout", "history", "llm", "--revision", "2222222222"), "Evidence: -\n")
	holds(t, bench.expect(t, 1, "rollout", "history", "llm", "--revision", "9"), "no revision that is kept begins with 9")
}

func TestPauseResumeAndRestartChangeOneField(t *testing.T) {
	bench := newBench(t, saved(t, "ready"))
	bench.expect(t, 0, "rollout", "pause", "llm")
	bench.expect(t, 0, "rollout", "restart", "llm")
	bench.expect(t, 0, "rollout", "resume", "llm")
	holds(t, bench.expect(t, 0, "rollout", "resume", "llm"), "nothing to do")
	same(t, bench.patches(), `{"spec":{"rollout":{"paused":true}}}`,
		`{"metadata":{"annotations":{"sluicegate.dev/restartedAt":"2026-11-28T07:00:00Z"}}}`, `{"spec":{"rollout":{"paused":false}}}`)
	holds(t, bench.expect(t, 3, "rollout", "restart", "none"), "there is no gateway none")
}

func TestARestartSaysHowItsPodsDrain(t *testing.T) {
	bench := newBench(t, saved(t, "ready"))
	bench.expect(t, 0, "rollout", "restart", "llm", "--force")
	bench.expect(t, 0, "rollout", "restart", "llm", "--drain-timeout", "10m")
	holds(t, bench.expect(t, 2, "rollout", "restart", "llm", "--drain-timeout", "long"), "is no time such as")
	bench.expect(t, 2, "rollout", "restart", "llm", "--drain-timeout", "1m", "--force")
	same(t, bench.patches(),
		`{"metadata":{"annotations":{"sluicegate.dev/restartedAt":"{\"token\":\"2026-11-28T07:00:00Z\",\"force\":true}"}}}`,
		`{"metadata":{"annotations":{"sluicegate.dev/restartedAt":"{\"token\":\"2026-11-28T07:00:00Z\",\"drainTimeout\":\"10m\"}"}}}`)
}

func TestUndoGoesBackToWhatWasProvenBefore(t *testing.T) {
	rolling := saved(t, "rolling")
	bench := newBench(t, rolling, record("6e5d649adf", "2026-11-28T03:44:32Z", map[string]string{gateway.ProvenAt: "2026-11-28T03:44:38Z"}),
		record("2d6fc84b1c", "2026-11-28T03:44:46Z", nil),
		record("0000000000", "2026-11-26T03:44:46Z", map[string]string{gateway.ProvenAt: "2026-11-26T03:45:00Z"}))
	holds(t, bench.expect(t, 0, "rollout", "undo", "llm"), "goes back to revision 6e5d649adf", "sluicegate.dev/undo-")
	bench.expect(t, 0, "rollout", "undo", "llm", "--to-revision", "000")
	holds(t, bench.expect(t, 1, "rollout", "undo", "llm", "--to-revision", "9"), "no revision that is kept begins with 9")
	same(t, bench.patches(), `{"metadata":{"annotations":{"sluicegate.dev/undo":"6e5d649adf 2026-11-28T07:00:00Z"}}}`,
		`{"metadata":{"annotations":{"sluicegate.dev/undo":"0000000000 2026-11-28T07:00:00Z"}}}`)

	first := newBench(t, saved(t, "ready"))
	holds(t, first.expect(t, 1, "rollout", "undo", "llm"), "no other revision")
	same(t, first.patches())
}

func record(name, made string, annotations map[string]string) *unstructured.Unstructured {
	labels := map[string]string{gateway.Label: "llm", gateway.RevisionKey: name}
	return with(object("ConfigMap", "llm-"+name, labels, annotations), made, "metadata", "creationTimestamp")
}

func TestACanaryIsPromoted(t *testing.T) {
	bench := newBench(t, saved(t, "stalled"))
	holds(t, bench.expect(t, 0, "rollout", "promote", "llm"), "revision ec5bd5aafe of llm goes on without its bake")
	same(t, bench.patches(), `{"metadata":{"annotations":{"sluicegate.dev/promote":"ec5bd5aafe"}}}`)

	without := newBench(t, saved(t, "ready"))
	holds(t, without.expect(t, 1, "rollout", "promote", "llm"), "llm has no candidate")
	same(t, without.patches())
}

func TestDrainsAreGivenMoreTime(t *testing.T) {
	bench := newBench(t, saved(t, "draining"))
	holds(t, bench.expect(t, 0, "drain", "extend", "llm", "2h"), "is 2h now; it was 30m")
	holds(t, bench.expect(t, 1, "drain", "extend", "llm", "1h"), "drain force llm")
	bench.expect(t, 0, "drain", "extend", "llm", "0s")
	holds(t, bench.expect(t, 1, "drain", "extend", "llm", "9h"), "is 0s")
	same(t, bench.patches(), `{"spec":{"drain":{"timeout":"2h"}}}`, `{"spec":{"drain":{"timeout":"0s"}}}`)
}

func TestDrainsAreEndedAndTheLimitIsSetBack(t *testing.T) {
	quiet := newBench(t, saved(t, "ready"))
	holds(t, quiet.expect(t, 0, "drain", "force", "llm", "--yes"), "nothing to do")
	same(t, quiet.patches())

	cautious := newBench(t, saved(t, "draining"))
	holds(t, cautious.expect(t, 1, "drain", "force", "llm"), "req_4fa772f9c2a75ad5f4fe0b9a", "nothing was cut", "--yes")
	same(t, cautious.patches())

	bench := newBench(t, saved(t, "draining"))
	bench.then(with(saved(t, "ready"), int64(1), "status", "rollout", "cutStreams"))
	holds(t, bench.expect(t, 0, "drain", "force", "llm", "--yes"), "1 requests and streams were cut", "is 30m again")
	same(t, bench.patches(), `{"spec":{"drain":{"timeout":"6s"}}}`, `{"spec":{"drain":{"timeout":"30m"}}}`)
}

func TestTheLimitIsSetBackAlsoWhenTheWaitFails(t *testing.T) {
	bench := newBench(t, saved(t, "draining"))
	bench.cluster.PrependReactor("list", "routergateways", refuse(errors.New("away")))
	holds(t, bench.expect(t, 3, "drain", "force", "llm", "--yes"), "is 30m again")
	same(t, bench.patches(), `{"spec":{"drain":{"timeout":"6s"}}}`, `{"spec":{"drain":{"timeout":"30m"}}}`)
}

func same(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("written:\n%s\nnot:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
