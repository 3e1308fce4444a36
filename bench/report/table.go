package report

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Figure is one thing that was measured of every peer.
type Figure struct {
	Name   string             `json:"name"`
	Unit   string             `json:"unit"`
	Rounds map[string]Rounds  `json:"rounds"`
	Median map[string]float64 `json:"median"`
	// Aim for the router: at least (or at most) that many times the other peer's figure, or a number on its own.
	Aim *Aim `json:"aim,omitempty"`
}

// Rounds are the figures of one peer, in the order in which they were measured.
type Rounds []float64

// Aim that the router should reach.
type Aim struct {
	Of     string  `json:"of,omitempty"` // a peer; empty for a number on its own
	AtMost bool    `json:"atMost"`
	Factor float64 `json:"factor"`
}

// Router is the name of the peer that aims are for.
const Router = "router"

// Judged says how the medians stand to the aim.
type Judged struct {
	Met   bool
	Value float64 // what is compared with the aim's factor
}

// Judge compares the medians with the aim; false if the router, or the peer that the aim is of, was not measured.
func (f Figure) Judge() (Judged, bool) {
	value, measured := f.Median[Router]
	if f.Aim.Of != "" {
		of, alsoMeasured := f.Median[f.Aim.Of]
		measured = measured && alsoMeasured && of > 0
		value /= of
	}
	if !measured {
		return Judged{}, false
	}
	if f.Aim.AtMost {
		return Judged{value <= f.Aim.Factor, value}, true
	}
	return Judged{value >= f.Aim.Factor, value}, true
}

func (a Aim) String() string {
	sign := "≥"
	if a.AtMost {
		sign = "≤"
	}
	if a.Of == "" {
		return fmt.Sprintf("%s %s", sign, number(a.Factor))
	}
	return fmt.Sprintf("%s %.1f × %s", sign, a.Factor, a.Of)
}

// Report is a whole run.
type Report struct {
	Machine string   `json:"machine"`
	Began   string   `json:"began"`
	Notes   []string `json:"notes"`
	Figures []Figure `json:"figures"`
}

// Add a figure with its rounds.
func (r *Report) Add(name, unit string, aim *Aim, rounds map[string]Rounds) {
	figure := Figure{Name: name, Unit: unit, Rounds: rounds, Median: map[string]float64{}, Aim: aim}
	for peer, values := range rounds {
		figure.Median[peer] = Median(values)
	}
	r.Figures = append(r.Figures, figure)
}

// Markdown is the report as a table.
func (r *Report) Markdown(peers []string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s, %s. Medians of interleaved rounds.\n\n", r.Machine, r.Began)
	text.WriteString("| figure |")
	for _, peer := range peers {
		fmt.Fprintf(&text, " %s |", peer)
	}
	text.WriteString(" aim | reached | met |\n|---|")
	for range peers {
		text.WriteString("---:|")
	}
	text.WriteString("---|---:|---|\n")
	for _, figure := range r.Figures {
		fmt.Fprintf(&text, "| %s, %s |", figure.Name, figure.Unit)
		for _, peer := range peers {
			if _, known := figure.Median[peer]; known {
				fmt.Fprintf(&text, " %s |", number(figure.Median[peer]))
			} else {
				text.WriteString(" |")
			}
		}
		if figure.Aim == nil {
			text.WriteString(" | | |\n")
			continue
		}
		judged, measured := figure.Judge()
		if !measured {
			fmt.Fprintf(&text, " %s | | not measured |\n", figure.Aim)
			continue
		}
		fmt.Fprintf(&text, " %s | %s | %s |\n", figure.Aim, number(judged.Value), map[bool]string{true: "yes", false: "**no**"}[judged.Met])
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&text, "\n%s\n", note)
	}
	return text.String()
}

func number(n float64) string {
	switch {
	case n >= 100:
		return fmt.Sprintf("%.0f", n)
	case n >= 10:
		return fmt.Sprintf("%.1f", n)
	default:
		return fmt.Sprintf("%.2f", n)
	}
}

// Write the report as JSON.
func (r *Report) Write(file string) error {
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(content, '\n'), 0o644)
}
