package gateway

import (
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Revision is what a revision's record tells.
type Revision struct {
	Name     string `json:"name"`
	State    string `json:"state"`
	MadeAt   string `json:"madeAt"`
	ProvenAt string `json:"provenAt,omitempty"`
	Failure  string `json:"failure,omitempty"`
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
	provenAt := ""
	for _, revision := range history {
		if prefix != "" {
			if !strings.HasPrefix(revision.Name, prefix) {
				continue
			}
			if name != "" {
				return "", "more than one revision begins with " + prefix
			}
			name = revision.Name
		} else if revision.Name != wanted && revision.ProvenAt > provenAt {
			name, provenAt = revision.Name, revision.ProvenAt
		}
	}
	switch {
	case name != "":
		return name, ""
	case prefix != "":
		return "", "no revision that is kept begins with " + prefix
	default:
		return "", "no other revision that is kept was ever proven"
	}
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
