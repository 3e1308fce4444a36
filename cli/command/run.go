// Package command is what a person types.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// Exit codes, as docs/cli.md lists them.
const (
	exitDone    = 0
	exitNo      = 1
	exitUsage   = 2
	exitUnknown = 3
)

// no is an answer that a script has to notice: a rollout that is stuck, a file that is refused.
type no struct{ sentence string }

func (n no) Error() string { return n.sentence }

// usage is a mistake on the command line.
type usage struct{ sentence string }

func (u usage) Error() string { return u.sentence }

// version is set when the program is built.
var version = "unknown"

// program is what the commands share. The functions are its edges: tests put fakes there.
type program struct {
	flags *genericclioptions.ConfigFlags
	out   io.Writer
	err   io.Writer
	in    io.Reader
	now   func() time.Time
	// patience is how long a command waits for the operator to take up what it has written.
	patience time.Duration
	dynamic  func() (dynamic.Interface, error)
	config   func() (*rest.Config, error)
	admin    func(context.Context, podAddress) (admin, error)
	podLogs  func(context.Context, string, string, corev1.PodLogOptions) (io.ReadCloser, error)
}

func newProgram(in io.Reader, out, err io.Writer) *program {
	p := &program{flags: genericclioptions.NewConfigFlags(true), in: in, out: out, err: err, now: time.Now, patience: 5 * time.Second}
	p.config = p.flags.ToRESTConfig
	p.dynamic = p.realDynamic
	p.admin = p.forward
	p.podLogs = p.openLog
	return p
}

func (p *program) realDynamic() (dynamic.Interface, error) {
	config, err := p.config()
	if err != nil {
		return nil, err
	}
	return dynamic.NewForConfig(config)
}

// Run does what the arguments ask for, and returns the exit code.
func Run(args []string, in io.Reader, out, err io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return newProgram(in, out, err).run(ctx, args)
}

func (p *program) run(ctx context.Context, args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetOut(p.out)
	root.SetErr(p.err)
	failure := root.ExecuteContext(ctx)
	if failure == nil {
		return exitDone
	}
	if errors.Is(failure, context.Canceled) && ctx.Err() != nil {
		return 130
	}
	fmt.Fprintln(p.err, p.explain(failure))
	var answer no
	var mistake usage
	switch {
	case errors.As(failure, &answer):
		return exitNo
	case errors.As(failure, &mistake):
		return exitUsage
	default:
		return exitUnknown
	}
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "kubectl-sluicegate",
		Short: "Watches and steers the gateways of Sluicegate",
		Long: "Watches and steers the gateways of Sluicegate.\n\n" +
			"Exit codes: 0 done; 1 the answer is no (a rollout that is stuck, a gateway that is not healthy, a file that is refused);\n" +
			"2 the command line is wrong; 3 the cluster or a file could not be asked.",
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Annotations:   map[string]string{cobra.CommandDisplayNameAnnotation: "kubectl sluicegate"},
		Args:          unknownCommand,
		RunE:          func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	p.flags.AddFlags(root.PersistentFlags())
	root.SetFlagErrorFunc(func(command *cobra.Command, err error) error {
		return usage{fmt.Sprintf("%s; see: %s --help", err, command.CommandPath())}
	})
	root.AddCommand(p.status(), p.rollout(), p.drain(), p.logs(), p.health(), p.diagnostics(), p.check(), p.importing(), p.dashboard())
	return root
}

// Unknown words are mistakes, not a reason to print the help and be content.
func unknownCommand(command *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage{fmt.Sprintf("there is no command '%s'; see: %s --help", args[0], command.CommandPath())}
	}
	return nil
}

// group is a command that only has others below it.
func group(name, short string, commands ...*cobra.Command) *cobra.Command {
	group := &cobra.Command{Use: name, Short: short, Args: unknownCommand,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() }}
	group.AddCommand(commands...)
	return group
}

// exactly asks for so many arguments, and says which.
func exactly(count int, what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) != count {
			return usage{fmt.Sprintf("%s needs %s; see: %s --help", command.CommandPath(), what, command.CommandPath())}
		}
		return nil
	}
}
