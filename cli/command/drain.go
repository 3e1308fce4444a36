package command

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"sluicegate.dev/cli/gateway"
)

func (p *program) drain() *cobra.Command {
	return group("drain", "Gives drains more time, or ends them", p.drainExtend(), p.drainForce())
}

func (p *program) drainExtend() *cobra.Command {
	return &cobra.Command{
		Use:     "extend NAME DURATION",
		Short:   "Gives the drains that run, and later ones, more time: sets spec.drain.timeout",
		Long:    "Sets spec.drain.timeout, which counts from when a pod has left the Service. Pods that drain are told at once, and none is replaced. 0s is no limit.",
		Example: "  kubectl sluicegate drain extend llm 2h",
		Args:    exactly(2, "the NAME of a gateway and a duration such as 2h"),
		RunE: func(command *cobra.Command, args []string) error {
			wanted, err := time.ParseDuration(args[1])
			if err != nil || wanted < 0 {
				return usage{fmt.Sprintf("'%s' is no duration; write one such as 90s, 45m or 2h", args[1])}
			}
			found, _, err := p.get(command.Context(), args[0])
			if err != nil {
				return err
			}
			present, err := time.ParseDuration(found.Spec.Drain.Timeout)
			if err != nil {
				return fmt.Errorf("spec.drain.timeout of %s is '%s', which is no duration", args[0], found.Spec.Drain.Timeout)
			}
			if present == 0 || wanted != 0 && wanted <= present {
				return no{fmt.Sprintf("spec.drain.timeout is %s, which is not shorter than %s; to end drains: kubectl sluicegate drain force %s",
					found.Spec.Drain.Timeout, args[1], args[0])}
			}
			if err := p.setTimeout(command.Context(), args[0], args[1]); err != nil {
				return err
			}
			fmt.Fprintf(p.out, "spec.drain.timeout of %s is %s now; it was %s\n", args[0], args[1], found.Spec.Drain.Timeout)
			return nil
		},
	}
}

func (p *program) drainForce() *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use:   "force NAME",
		Short: "Ends the drains that run: what is still in flight there is cut, with an end notice",
		Long: "Sets spec.drain.timeout to a second more than spec.drain.settle until no pod drains, then sets it back to what it was, also when interrupted.\n" +
			"Streams on draining pods are cut, and counted in status.rollout.cutStreams; so are those of pods that leave meanwhile.\n" +
			"Pods that have just left the Service still have the settle time.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			return p.force(command.Context(), args[0], yes)
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "cut the streams; without it the command only says which")
	return command
}

func (p *program) force(ctx context.Context, name string, yes bool) error {
	found, _, err := p.get(ctx, name)
	if err != nil {
		return err
	}
	if found.Status.Draining == 0 && !found.Is("Draining") {
		fmt.Fprintf(p.out, "nothing to do: no pod of %s drains\n", name)
		return nil
	}
	if !yes {
		gateway.Write(p.out, found)
		return no{fmt.Sprintf("\nnothing was cut; to cut what the drains wait for: kubectl sluicegate drain force %s --yes", name)}
	}
	settle, err := time.ParseDuration(found.Spec.Drain.Settle)
	if err != nil {
		return fmt.Errorf("spec.drain.settle of %s is '%s', which is no duration", name, found.Spec.Drain.Settle)
	}
	before := found.Spec.Drain.Timeout
	if err := p.setTimeout(ctx, name, (settle + time.Second).String()); err != nil {
		return err
	}
	waited := p.awaitDrained(ctx, found)
	// a context of its own: an interrupt must not leave the short limit behind
	back, stop := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer stop()
	if err := p.setTimeout(back, name, before); err != nil {
		return fmt.Errorf("spec.drain.timeout of %s could not be set back to %s, do it by hand: %w", name, before, err)
	}
	fmt.Fprintf(p.out, "spec.drain.timeout of %s is %s again\n", name, before)
	return waited
}

func (p *program) awaitDrained(ctx context.Context, first gateway.Gateway) error {
	return p.watchGateways(ctx, first.Metadata.Namespace, first.Metadata.Name, func(gateways []gateway.Gateway) (bool, error) {
		if len(gateways) == 0 {
			return true, nil
		}
		now := gateways[0]
		if now.Status.ObservedGeneration < now.Metadata.Generation || now.Is("Draining") {
			return false, nil
		}
		fmt.Fprintf(p.out, "no pod drains any more; %d requests and streams were cut in this rollout\n", now.Status.Rollout.CutStreams)
		return true, nil
	})
}

func (p *program) setTimeout(ctx context.Context, name, timeout string) error {
	return p.patch(ctx, name, fmt.Sprintf(`{"spec":{"drain":{"timeout":%q}}}`, timeout))
}
