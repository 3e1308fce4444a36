package gateway

import (
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// Revision is what a revision's record tells.
type Revision struct {
	Name     string `json:"name"`
	State    string `json:"state"`
	MadeAt   string `json:"madeAt"`
	ProvenAt string `json:"provenAt,omitempty"`
	Failure  string `json:"failure,omitempty"`
	// Evidence is of its pods that failed, the oldest first; empty where its record has none that can be read.
	Evidence []any `json:"evidence,omitempty"`
}

// History is made of the records of a gateway, the newest first. Its other ConfigMaps are left out.
func (g Gateway) History(records []unstructured.Unstructured) []Revision {
	history := []Revision{}
	for _, record := range records {
		name := record.GetLabels()[RevisionKey]
		if name == "" {
			continue
		}
		annotations := record.GetAnnotations()
		revision := Revision{
			Name:     name,
			MadeAt:   record.GetCreationTimestamp().UTC().Format("2006-01-02T15:04:05Z"),
			ProvenAt: annotations[ProvenAt],
			Failure:  failure(annotations[Failed]),
			Evidence: evidence(record),
		}
		revision.State = g.state(revision)
		history = append(history, revision)
	}
	sort.SliceStable(history, func(i, j int) bool { return history[i].MadeAt > history[j].MadeAt })
	return history
}

// Before is the revision to go back to: the one whose name begins so, or without that the last proven one but for the wanted one. Else it says why there is none.
func (g Gateway) Before(history []Revision, prefix string) (name, why string) {
	wanted := g.Status.StableRevision
	for _, other := range []string{g.Status.FailedRevision, g.Status.CandidateRevision} {
		if other != "" {
			wanted = other
		}
	}
	if prefix != "" {
		found, why := Find(history, prefix)
		return found.Name, why
	}
	provenAt := ""
	for _, revision := range history {
		if revision.Name != wanted && revision.ProvenAt > provenAt {
			name, provenAt = revision.Name, revision.ProvenAt
		}
	}
	if name == "" {
		why = "no other revision that is kept was ever proven"
	}
	return name, why
}

// Find is the one revision whose name begins so. Else it says why there is none.
func Find(history []Revision, prefix string) (found Revision, why string) {
	for _, revision := range history {
		if strings.HasPrefix(revision.Name, prefix) {
			if found.Name != "" {
				return Revision{}, "more than one revision begins with " + prefix
			}
			found = revision
		}
	}
	if found.Name == "" {
		why = "no revision that is kept begins with " + prefix
	}
	return found, why
}

func (g Gateway) state(revision Revision) string {
	switch {
	case revision.Name == g.Status.FailedRevision:
		return "Failed"
	case revision.Name == g.Status.StableRevision:
		return "Stable"
	case revision.Name == g.Status.CandidateRevision:
		return "Candidate"
	case revision.ProvenAt != "":
		return "Proven"
	case revision.Failure != "":
		return "Failed"
	default:
		return "Unproven"
	}
}

// The annotation is a time, a reason and a sentence; anybody may have written it.
func failure(text string) string {
	parts := strings.SplitN(text, " ", 3)
	if len(parts) < 3 {
		return text
	}
	return parts[1] + ": " + parts[2]
}

// evidence is the list in the record, into which anybody may have written.
func evidence(record unstructured.Unstructured) []any {
	text, _, _ := unstructured.NestedString(record.Object, "data", "evidence.yaml")
	var pods []any
	if yaml.Unmarshal([]byte(text), &pods) != nil {
		return nil
	}
	return pods
}
