package report

import (
	"strings"
	"testing"
)

func TestAnAimIsJudgedOnlyByWhatWasMeasured(t *testing.T) {
	rows := map[string]map[string]Rounds{
		"| 2.00 | yes |":       {"router": {24, 8, 20}, "Envoy": {10}},
		"| 0.50 | **no** |":    {"router": {5}, "Envoy": {10}},
		"| | not measured |":   {"router": {5}, "nginx": {10}},
		"1.2 × Envoy | | not ": {"Envoy": {10}},
	}
	for wanted, rounds := range rows {
		report := Report{}
		report.Add("requests", "1/s", &Aim{Of: "Envoy", Factor: 1.2}, rounds)
		if table := report.Markdown([]string{"nginx", "Envoy", Router}); !strings.Contains(table, wanted) {
			t.Errorf("of %v no %q in\n%s", rounds, wanted, table)
		}
	}
}
