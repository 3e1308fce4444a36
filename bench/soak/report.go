package soak

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	benchreport "dev.sluicegate/bench/report"
)

// mostGrowth of the heap from the second to the last third of the time: about what two collections differ by.
const mostGrowth = 1.10

type report struct {
	plan     Plan
	tally    tally
	ledger   outcomes
	records  int64
	repeated int64
	inFlight float64
	samples  []sample
}

type check struct {
	promise string
	kept    bool
	figures string
}

func (r report) checks() []check {
	ended := r.tally.Ended
	var all int64
	for _, n := range ended {
		all += n
	}
	toTheEnd := ended[answered] + ended[refused]
	second, last := r.heap(1), r.heap(2)
	return []check{
		{"Every request ended for its client", all == r.tally.Sent, fmt.Sprintf("%d sent, %d ended", r.tally.Sent, all)},
		{"The ledger has each exactly once", r.ledger.sum() == r.tally.Sent, fmt.Sprintf("%d sent, %d in the ledger", r.tally.Sent, r.ledger.sum())},
		{"The ledger's `client_left` are the clients that went away", r.ledger["client_left"] == ended[left], fmt.Sprintf("%d and %d", ended[left], r.ledger["client_left"])},
		{"The ledger's `completed` are the answers that came whole, errors included", r.ledger["completed"] == toTheEnd, fmt.Sprintf("%d and %d", toTheEnd, r.ledger["completed"])},
		{"The ledger's `upstream_failed` are the streams that broke", r.ledger["upstream_failed"] == ended[cutShort], fmt.Sprintf("%d and %d", ended[cutShort], r.ledger["upstream_failed"])},
		{"Nothing was cut by the router", r.ledger["cut"] == 0, fmt.Sprint(r.ledger["cut"])},
		{"There is one accounting record for each, and none twice", r.records == r.tally.Sent && r.repeated == 0, fmt.Sprintf("%d records, %d of them repeated", r.records, r.repeated)},
		{"No client was left without an answer", ended[lost] == 0, fmt.Sprint(ended[lost])},
		{"What nothing happened to came whole", r.tally.ByKind[whole][answered] == sum(r.tally.ByKind[whole]), fmt.Sprintf("%d of %d", r.tally.ByKind[whole][answered], sum(r.tally.ByKind[whole]))},
		{"Nothing is in flight afterwards", r.inFlight == 0, fmt.Sprint(r.inFlight)},
		{"Nothing else was wrong", len(r.tally.Wrong) == 0, strings.Join(r.tally.Wrong, "; ")},
		{"The heap is flat", len(r.samples) > 0 && last <= second*mostGrowth, fmt.Sprintf("median after a collection %.1f MiB in the second third, %.1f MiB in the last", second, last)},
	}
}

func sum(counts [endings]int64) int64 {
	var all int64
	for _, n := range counts {
		all += n
	}
	return all
}

// heap is the median of a third of the samples, in MiB.
func (r report) heap(third int) float64 {
	n := len(r.samples)
	var values []float64
	for _, s := range r.samples[third*n/3 : (third+1)*n/3] {
		values = append(values, s.heap/(1<<20))
	}
	return benchreport.Median(values)
}

func (r report) markdown(checks []check) string {
	var text strings.Builder
	fmt.Fprintf(&text, "# The soak\n\n`make soak`: %v with %d streams at any time (%d to %d chunks, one each %v) and %d short requests a second, through one router with keys, "+
		"metrics, accounting records and its ledger; %d processors; %s.\n\n", r.plan.For, streams, fewestChunks, mostChunks, chunkEvery, rate, runtime.NumCPU(), time.Now().Format("2006-01-02"))
	fmt.Fprintf(&text, "%d requests, %d chunks. Each request has one fate:\n\n| what happens |", r.tally.Sent, r.tally.Chunks)
	for _, name := range endingNames {
		fmt.Fprintf(&text, " %s |", name)
	}
	text.WriteString("\n|---|" + strings.Repeat("---:|", int(endings)) + "\n")
	for k, counts := range r.tally.ByKind {
		fmt.Fprintf(&text, "| %s |", kindNames[k])
		for _, n := range counts {
			fmt.Fprintf(&text, " %d |", n)
		}
		text.WriteString("\n")
	}
	text.WriteString("\nStatuses of the whole answers:")
	statuses := []int{}
	for status := range r.tally.Statuses {
		statuses = append(statuses, status)
	}
	slices.Sort(statuses)
	for _, status := range statuses {
		fmt.Fprintf(&text, " %d × %d,", r.tally.Statuses[status], status)
	}
	text.WriteString(" and no others.\n\n| promise | kept | figures |\n|---|---|---|\n")
	for _, c := range checks {
		fmt.Fprintf(&text, "| %s | %s | %s |\n", c.promise, map[bool]string{true: "yes", false: "**no**"}[c.kept], c.figures)
	}
	text.WriteString("\n| after | requests so far | heap after a collection, MiB | resident, MiB |\n|---:|---:|---:|---:|\n")
	for _, s := range r.samples {
		fmt.Fprintf(&text, "| %v | %d | %.1f | %d |\n", s.at.Round(time.Second), s.sent, s.heap/(1<<20), s.resident/(1<<20))
	}
	return text.String()
}

// write the report, and fail if something was not kept.
func (r report) write(file string) error {
	checks := r.checks()
	text := r.markdown(checks)
	fmt.Print(text)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	if slices.ContainsFunc(checks, func(c check) bool { return !c.kept }) {
		return errors.New("the soak has found something; see the table")
	}
	return nil
}
