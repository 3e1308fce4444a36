package gateway

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"sigs.k8s.io/yaml"
)

// WriteList is one line for each gateway.
func WriteList(out io.Writer, gateways []Gateway, withNamespace bool) {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	first := func(namespace string) string {
		if withNamespace {
			return namespace + "\t"
		}
		return ""
	}
	fmt.Fprintln(table, first("NAMESPACE")+"NAME\tREADY\tREVISION\tDRAINING\tIN-FLIGHT\tCUT\tSTATUS\tWHAT IS DONE NOW")
	for _, g := range gateways {
		fmt.Fprintf(table, "%s%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\n", first(g.Metadata.Namespace), g.Metadata.Name, dash(g.Status.Ready), dash(g.Status.StableRevision),
			g.Status.Draining, g.Status.InFlight, g.Status.Rollout.CutStreams, dash(g.Condition("Ready").Reason), g.Judge().Sentence)
	}
	_ = table.Flush()
}

// Write is all that a person asks of one gateway: what is done now, the pods, and what their drains wait for.
func Write(out io.Writer, g Gateway) {
	fmt.Fprintf(out, "%s/%s   ready %s   revision %s", g.Metadata.Namespace, g.Metadata.Name, dash(g.Status.Ready), dash(g.Status.StableRevision))
	if g.Status.CandidateRevision != "" {
		fmt.Fprintf(out, "   candidate %s", g.Status.CandidateRevision)
	}
	if g.Status.FailedRevision != "" {
		fmt.Fprintf(out, "   failed %s", g.Status.FailedRevision)
	}
	fmt.Fprintf(out, "\n%s: %s\n", either(g.Condition("Ready").Reason, "Unknown"), g.Judge().Sentence)
	if g.Is("Draining") && g.Condition("Draining").Message != g.Judge().Sentence {
		fmt.Fprintf(out, "Draining: %s\n", g.Condition("Draining").Message)
	}
	if cuts := g.Status.Rollout.Summary(); cuts != "" {
		fmt.Fprintln(out, cuts)
	}
	if len(g.Status.Pods) > 0 {
		fmt.Fprintln(out)
		writePods(out, g.Status.Pods)
	}
	if len(g.Status.Rollout.WaitsFor) > 0 {
		fmt.Fprintln(out, "\nDrains wait for:")
		for _, line := range g.Status.Rollout.WaitsFor {
			fmt.Fprintln(out, "  "+line)
		}
	}
}

func writePods(out io.Writer, pods []Pod) {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "POD\tREVISION\tPHASE\tIN-FLIGHT\tOLDEST\tCUT\tPROBLEM")
	for _, pod := range pods {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%s\n", pod.Name, pod.Revision, pod.Phase, number(pod.InFlight), age(pod.OldestStreamSeconds), pod.Cut, dash(pod.Problem))
	}
	_ = table.Flush()
}

// WriteHistory is one line for each revision.
func WriteHistory(out io.Writer, history []Revision) {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "REVISION\tSTATE\tMADE\tPROVEN\tEVIDENCE\tFAILURE")
	for _, each := range history {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", each.Name, each.State, each.MadeAt, dash(each.ProvenAt), pods(len(each.Evidence)), dash(each.Failure))
	}
	_ = table.Flush()
}

// WriteRevision is all that is kept of one revision.
func WriteRevision(out io.Writer, revision Revision) error {
	fmt.Fprintf(out, "Revision: %s\nState:    %s\nMade:     %s\nProven:   %s\nFailure:  %s\nEvidence: %s\n",
		revision.Name, revision.State, revision.MadeAt, dash(revision.ProvenAt), dash(revision.Failure), pods(len(revision.Evidence)))
	for _, each := range revision.Evidence {
		text, err := yaml.Marshal(each)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n%s", text)
	}
	return nil
}

func pods(count int) string {
	switch count {
	case 0:
		return "-"
	case 1:
		return "1 pod"
	default:
		return strconv.Itoa(count) + " pods"
	}
}

func number(value *int) string {
	if value == nil {
		return "-"
	}
	return strconv.Itoa(*value)
}

func age(seconds *int) string {
	if seconds == nil {
		return "-"
	}
	return (time.Duration(*seconds) * time.Second).String()
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
