package gateway

import "fmt"

// Progress says how far a rollout is.
type Progress int

// A rollout goes on, has arrived, or needs a person.
const (
	GoesOn Progress = iota
	Arrived
	Stuck
)

// Verdict is what a person who waits for a rollout wants to know.
type Verdict struct {
	Progress Progress
	Sentence string
}

// Judge asks in the order of Argo CD's health check in examples/argocd, so that both say the same of a gateway.
func (g Gateway) Judge() Verdict {
	switch {
	case g.Metadata.DeletionTimestamp != "":
		return Verdict{GoesOn, "is being deleted: " + either(g.Condition("Reconciling").Message, "its pods drain")}
	case len(g.Status.Conditions) == 0:
		return Verdict{GoesOn, "no operator has seen it yet; if this stays, none looks after its namespace"}
	case g.Status.ObservedGeneration != g.Metadata.Generation:
		return Verdict{GoesOn, "the operator has not seen the last change yet"}
	case g.Condition("Accepted").Status == "False":
		return Verdict{Stuck, g.Condition("Accepted").Message}
	case g.Is("Stalled"):
		return Verdict{Stuck, g.Condition("Stalled").Message}
	case g.Condition("Reconciling").Reason == "Paused" || g.Condition("Ready").Reason == "Paused":
		return Verdict{GoesOn, g.Condition("Ready").Message}
	case g.Is("Ready"):
		return Verdict{Arrived, g.Condition("Ready").Message}
	default:
		return Verdict{GoesOn, either(g.Condition("Reconciling").Message, g.Condition("Ready").Message)}
	}
}

// Summary is one line about the cuts of the rollout; empty when nobody was cut.
func (r Rollout) Summary() string {
	switch {
	case r.CutStreams == 0 && r.UnaccountedPods == 0:
		return ""
	case r.UnaccountedPods == 0:
		return fmt.Sprintf("this rollout has cut %d requests and streams", r.CutStreams)
	default:
		return fmt.Sprintf("this rollout has cut %d requests and streams, and %d pods ended without saying", r.CutStreams, r.UnaccountedPods)
	}
}

func either(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
