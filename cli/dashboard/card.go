// Package dashboard is a page on loopback that shows gateways, their pods and the rollout as it happens.
package dashboard

import "sluicegate.dev/cli/gateway"

// picture is what the page draws: all of it, each time that something has changed.
type picture struct {
	Cards []card `json:"cards"`
	// Fault is a sentence when the cluster cannot be asked; the cards are the last ones known then.
	Fault string `json:"fault,omitempty"`
}

// card is one gateway.
type card struct {
	Namespace string          `json:"namespace"`
	Name      string          `json:"name"`
	Ready     string          `json:"ready"`
	Reason    string          `json:"reason"`
	Sentence  string          `json:"sentence"`
	Progress  string          `json:"progress"`
	Stable    string          `json:"stable"`
	Candidate string          `json:"candidate"`
	Failed    string          `json:"failed"`
	Draining  int             `json:"draining"`
	InFlight  int             `json:"inFlight"`
	Rollout   gateway.Rollout `json:"rollout"`
	Cuts      string          `json:"cuts"`
	Pods      []gateway.Pod   `json:"pods"`
}

var progress = map[gateway.Progress]string{gateway.GoesOn: "goes-on", gateway.Arrived: "arrived", gateway.Stuck: "stuck"}

func cardsOf(gateways []gateway.Gateway) []card {
	cards := make([]card, 0, len(gateways))
	for _, g := range gateways {
		verdict := g.Judge()
		pods := g.Status.Pods
		if pods == nil {
			pods = []gateway.Pod{}
		}
		cards = append(cards, card{
			Namespace: g.Metadata.Namespace,
			Name:      g.Metadata.Name,
			Ready:     g.Status.Ready,
			Reason:    g.Condition("Ready").Reason,
			Sentence:  verdict.Sentence,
			Progress:  progress[verdict.Progress],
			Stable:    g.Status.StableRevision,
			Candidate: g.Status.CandidateRevision,
			Failed:    g.Status.FailedRevision,
			Draining:  g.Status.Draining,
			InFlight:  g.Status.InFlight,
			Rollout:   g.Status.Rollout,
			Cuts:      g.Status.Rollout.Summary(),
			Pods:      pods,
		})
	}
	return cards
}
