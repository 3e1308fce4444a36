// Package gateway reads RouterGateways and says what they are doing. It asks nobody and writes nothing.
package gateway

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Resource is how the API server knows gateways.
var Resource = schema.GroupVersionResource{Group: "sluicegate.dev", Version: "v1alpha1", Resource: "routergateways"}

// Labels and annotations that the operator writes, in the words of its class Names.
const (
	Label       = "sluicegate.dev/gateway"
	RevisionKey = "sluicegate.dev/revision"
	Traffic     = "sluicegate.dev/traffic"
	ProvenAt    = "sluicegate.dev/proven-at"
	Failed      = "sluicegate.dev/failed"
	Promote     = "sluicegate.dev/promote"
	RestartedAt = "sluicegate.dev/restartedAt"
	Undo        = "sluicegate.dev/undo"
	Container   = "router"
	AdminPort   = 9090
)

// Gateway is a RouterGateway, as far as this program reads it. Fields that are not there are empty: an older or newer operator is read too.
type Gateway struct {
	Metadata struct {
		Name              string `json:"name"`
		Namespace         string `json:"namespace"`
		Generation        int64  `json:"generation"`
		DeletionTimestamp string `json:"deletionTimestamp"`
	} `json:"metadata"`
	Spec struct {
		Replicas int `json:"replicas"`
		Rollout  struct {
			Paused  bool `json:"paused"`
			Restart struct {
				Token string `json:"token"`
			} `json:"restart"`
		} `json:"rollout"`
		Drain struct {
			Settle  string `json:"settle"`
			Timeout string `json:"timeout"`
		} `json:"drain"`
	} `json:"spec"`
	Status Status `json:"status"`
}

// Status is what the operator has written of a gateway.
type Status struct {
	ObservedGeneration int64       `json:"observedGeneration"`
	Ready              string      `json:"ready"`
	StableRevision     string      `json:"stableRevision"`
	CandidateRevision  string      `json:"candidateRevision"`
	FailedRevision     string      `json:"failedRevision"`
	Draining           int         `json:"draining"`
	InFlight           int         `json:"inFlight"`
	Conditions         []Condition `json:"conditions"`
	Rollout            Rollout     `json:"rollout"`
	Pods               []Pod       `json:"pods"`
}

// Condition is one of the status.
type Condition struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// Rollout is the one that runs, or the last one.
type Rollout struct {
	Step            string   `json:"step"`
	StartedAt       string   `json:"startedAt"`
	Updated         int      `json:"updated"`
	Draining        int      `json:"draining"`
	CutStreams      int      `json:"cutStreams"`
	UnaccountedPods int      `json:"unaccountedPods"`
	WaitsFor        []string `json:"waitsFor"`
}

// Pod is one row of the status. A pod that has not answered yet has no numbers.
type Pod struct {
	Name                string `json:"name"`
	Revision            string `json:"revision"`
	Phase               string `json:"phase"`
	InFlight            *int   `json:"inFlight"`
	OldestStreamSeconds *int   `json:"oldestStreamSeconds"`
	Cut                 int    `json:"cut"`
	Problem             string `json:"problem"`
}

// Read takes a gateway out of an object as the API server sent it.
func Read(object *unstructured.Unstructured) (Gateway, error) {
	text, err := json.Marshal(object.Object)
	if err != nil {
		return Gateway{}, err
	}
	var gateway Gateway
	if err := json.Unmarshal(text, &gateway); err != nil {
		return Gateway{}, fmt.Errorf("gateway %s cannot be read, perhaps it is of another version than this program: %w", object.GetName(), err)
	}
	return gateway, nil
}

// Condition is the one of a type; empty when it is not there.
func (g Gateway) Condition(name string) Condition {
	for _, each := range g.Status.Conditions {
		if each.Type == name {
			return each
		}
	}
	return Condition{}
}

// Is tells whether a condition is True.
func (g Gateway) Is(condition string) bool {
	return g.Condition(condition).Status == "True"
}
