package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"sluicegate.dev/cli/gateway"
)

func (p *program) rollout() *cobra.Command {
	return group("rollout", "Waits for a rollout, shows the revisions, holds a rollout, restarts the pods, goes back or ends a canary",
		p.rolloutStatus(), p.rolloutHistory(), p.rolloutPause(), p.rolloutResume(), p.rolloutRestart(), p.rolloutUndo(), p.rolloutPromote())
}

func (p *program) rolloutStatus() *cobra.Command {
	var watching bool
	var timeout time.Duration
	command := &cobra.Command{
		Use:   "status NAME",
		Short: "Waits until the last change serves; exit code 1 when only a person can help, or time is up",
		Long: "Waits until all wanted pods are open on the wanted revision and no other is in the Service, and says what is waited for meanwhile.\n" +
			"Old streams may still drain then. Exit code 1 when the change is refused, stalled or rolled back, when the gateway is deleted, and when the time is up.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			ctx := command.Context()
			if timeout > 0 {
				var stop context.CancelFunc
				ctx, stop = context.WithTimeout(ctx, timeout)
				defer stop()
			}
			err := p.awaitRollout(ctx, args[0], watching)
			if errors.Is(ctx.Err(), context.DeadlineExceeded) && err != nil {
				return no{fmt.Sprintf("not done after %s; it goes on without this command", timeout)}
			}
			return err
		},
	}
	command.Flags().BoolVarP(&watching, "watch", "w", true, "wait; --watch=false says how it stands and ends with 0 unless it is stuck")
	command.Flags().DurationVar(&timeout, "timeout", 0, "the longest wait, such as 5m; 0 is no limit")
	return command
}

func (p *program) awaitRollout(ctx context.Context, name string, watching bool) error {
	first, _, err := p.get(ctx, name)
	if err != nil {
		return err
	}
	last := ""
	return p.watchGateways(ctx, first.Metadata.Namespace, name, func(gateways []gateway.Gateway) (bool, error) {
		if len(gateways) == 0 {
			return true, no{fmt.Sprintf("gateway %s is deleted", name)}
		}
		verdict := gateways[0].Judge()
		if verdict.Progress == gateway.Stuck {
			return true, no{verdict.Sentence}
		}
		if verdict.Sentence != last {
			fmt.Fprintln(p.out, verdict.Sentence)
			last = verdict.Sentence
		}
		if verdict.Progress == gateway.Arrived {
			if cuts := gateways[0].Status.Rollout.Summary(); cuts != "" {
				fmt.Fprintln(p.out, cuts)
			}
			return true, nil
		}
		return !watching, nil
	})
}

func (p *program) rolloutHistory() *cobra.Command {
	var output, one string
	command := &cobra.Command{
		Use:   "history NAME",
		Short: "The revisions that are kept, and why one failed",
		Long: "The revisions that are kept, the newest first, and why one failed.\n" +
			"With --revision all that is kept of one: also, of its pods that failed or that the watchdog replaced, how they ended and what their routers said of themselves.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			if err := oneOf(output, "json", "yaml"); err != nil {
				return err
			}
			found, _, err := p.get(command.Context(), args[0])
			if err != nil {
				return err
			}
			records, err := p.listed(command.Context(), configMaps, found.Metadata.Namespace, args[0])
			if err != nil {
				return err
			}
			history := found.History(records)
			if one != "" {
				revision, why := gateway.Find(history, one)
				if why != "" {
					return no{why}
				}
				if output != "" {
					return write(p.out, output, revision)
				}
				return gateway.WriteRevision(p.out, revision)
			}
			if output != "" {
				return write(p.out, output, history)
			}
			gateway.WriteHistory(p.out, history)
			return nil
		},
	}
	addOutput(command, &output)
	command.Flags().StringVar(&one, "revision", "", "the name of a revision, or its beginning: all that is kept of it, with the evidence of its pods")
	return command
}

func (p *program) rolloutPause() *cobra.Command {
	return p.switchPause("pause", "Starts no further step of a rollout; healing, scaling and drains go on", true)
}

func (p *program) rolloutResume() *cobra.Command {
	return p.switchPause("resume", "Goes on with a rollout that was paused", false)
}

func (p *program) switchPause(name, short string, paused bool) *cobra.Command {
	return &cobra.Command{
		Use:               name + " NAME",
		Short:             short,
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			found, _, err := p.get(command.Context(), args[0])
			if err != nil {
				return err
			}
			if found.Spec.Rollout.Paused == paused {
				fmt.Fprintf(p.out, "nothing to do: spec.rollout.paused is %t already\n", paused)
				return nil
			}
			if err := p.patch(command.Context(), args[0], fmt.Sprintf(`{"spec":{"rollout":{"paused":%t}}}`, paused)); err != nil {
				return err
			}
			fmt.Fprintf(p.out, "spec.rollout.paused of %s is %t now\n", args[0], paused)
			return nil
		},
	}
}

func (p *program) rolloutRestart() *cobra.Command {
	asked := restart{}
	command := &cobra.Command{
		Use:   "restart NAME",
		Short: "Replaces every pod, without cutting a stream; also tries a revision again that was rolled back",
		Long: "Writes the annotation sluicegate.dev/restartedAt, which is a new revision: every pod is replaced by a rollout, and drains first.\n" +
			"A spec that was rolled back is tried again. With --force, what still runs on an old pod is cut, with an end notice, as soon as it has settled.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			asked.Token = p.now().UTC().Format(time.RFC3339Nano)
			text, err := asked.text()
			if err != nil {
				return err
			}
			found, _, err := p.get(command.Context(), args[0])
			if err != nil {
				return err
			}
			if err := p.annotate(command.Context(), args[0], gateway.RestartedAt, text); err != nil {
				return err
			}
			p.taken(command.Context(), args[0], found)
			fmt.Fprintf(p.out, "the pods of %s are replaced now; to wait for it: kubectl sluicegate rollout status %s\n", args[0], args[0])
			return nil
		},
	}
	command.Flags().BoolVar(&asked.Force, "force", false, "do not wait for what the old pods carry")
	command.Flags().StringVar(&asked.DrainTimeout, "drain-timeout", "", "the longest drain of the old pods, such as 10m, instead of drain.timeout; 0s is no limit")
	return command
}

// restart is what spec.rollout.restart says.
type restart struct {
	Token        string `json:"token"`
	Force        bool   `json:"force,omitempty"`
	DrainTimeout string `json:"drainTimeout,omitempty"`
}

// text is the token alone where nothing else is asked for, as a person would write it.
func (r restart) text() (string, error) {
	if !r.Force && r.DrainTimeout == "" {
		return r.Token, nil
	}
	if r.Force && r.DrainTimeout != "" {
		return "", usage{"--force waits for nothing; write --force or --drain-timeout, not both"}
	}
	if r.DrainTimeout != "" {
		if limit, err := time.ParseDuration(r.DrainTimeout); err != nil || limit < 0 {
			return "", usage{fmt.Sprintf("--drain-timeout %s is no time such as 90s, 10m or 2h", r.DrainTimeout)}
		}
	}
	text, err := json.Marshal(r)
	return string(text), err
}

func (p *program) rolloutUndo() *cobra.Command {
	var to string
	command := &cobra.Command{
		Use:   "undo NAME",
		Short: "Goes back to a kept revision, until the spec changes",
		Long: "Writes a revision into the annotation sluicegate.dev/undo. It runs instead of what the spec asks for, until the spec asks for other pods or the annotation is taken away.\n" +
			"Without --to-revision it is the one that was proven last before the one that is wanted now.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			ctx := command.Context()
			found, _, err := p.get(ctx, args[0])
			if err != nil {
				return err
			}
			records, err := p.listed(ctx, configMaps, found.Metadata.Namespace, args[0])
			if err != nil {
				return err
			}
			revision, why := found.Before(found.History(records), to)
			if why != "" {
				return no{why}
			}
			text := revision + " " + p.now().UTC().Format(time.RFC3339Nano)
			if err := p.annotate(ctx, args[0], gateway.Undo, text); err != nil {
				return err
			}
			p.taken(ctx, args[0], found)
			fmt.Fprintf(p.out, "%s goes back to revision %s, and stays there until its spec changes or: kubectl annotate rg %s %s-\n", args[0], revision, args[0], gateway.Undo)
			return nil
		},
	}
	command.Flags().StringVar(&to, "to-revision", "", "the name of the revision, or its beginning; kubectl sluicegate rollout history shows them")
	return command
}

// taken waits until the operator shows other revisions: an annotation changes no generation, by which rollout status would know that it has not seen it yet.
func (p *program) taken(ctx context.Context, name string, before gateway.Gateway) {
	ctx, stop := context.WithTimeout(ctx, p.patience)
	defer stop()
	// what goes wrong here is nothing that the command has to tell
	_ = p.watchGateways(ctx, before.Metadata.Namespace, name, func(gateways []gateway.Gateway) (bool, error) {
		return len(gateways) == 0 ||
			gateways[0].Status.CandidateRevision != before.Status.CandidateRevision ||
			gateways[0].Status.StableRevision != before.Status.StableRevision ||
			gateways[0].Status.FailedRevision != before.Status.FailedRevision, nil
	})
}

func (p *program) annotate(ctx context.Context, name, annotation, text string) error {
	return p.patch(ctx, name, fmt.Sprintf(`{"metadata":{"annotations":{%q:%q}}}`, annotation, text))
}

func (p *program) rolloutPromote() *cobra.Command {
	return &cobra.Command{
		Use:   "promote NAME",
		Short: "Ends the bake of a canary: the candidate goes on as if it had passed",
		Long: "Writes the candidate revision into the annotation sluicegate.dev/promote. The other pods follow at once, whatever is left of the bake.\n" +
			"It holds for that revision only.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			ctx := command.Context()
			read, _, err := p.get(ctx, args[0])
			if err != nil {
				return err
			}
			candidate := read.Status.CandidateRevision
			if candidate == "" {
				return no{fmt.Sprintf("%s has no candidate that could be promoted", args[0])}
			}
			if err := p.annotate(ctx, args[0], gateway.Promote, candidate); err != nil {
				return err
			}
			fmt.Fprintf(p.out, "revision %s of %s goes on without its bake; to wait for it: kubectl sluicegate rollout status %s\n", candidate, args[0], args[0])
			return nil
		},
	}
}
