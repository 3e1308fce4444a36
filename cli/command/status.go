package command

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
	"sluicegate.dev/cli/gateway"
)

func (p *program) status() *cobra.Command {
	var all, watching bool
	var output string
	command := &cobra.Command{
		Use:   "status [NAME]",
		Short: "Pods, phases, what is in flight and what drains wait for; without NAME a line for each gateway",
		Example: "  kubectl sluicegate status llm -n ai --watch\n" +
			"  kubectl sluicegate status -A\n" +
			"  kubectl sluicegate status llm -o json",
		Args:              atMostOneName,
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			if err := oneOf(output, "json", "yaml"); err != nil {
				return err
			}
			if all && len(args) > 0 {
				return usage{"a NAME and -A exclude each other: a gateway is in one namespace"}
			}
			if watching && output != "" {
				return usage{"--watch draws tables; for objects as they change: kubectl get rg -o json --watch"}
			}
			return p.showStatus(command, args, all, watching, output)
		},
	}
	command.Flags().BoolVarP(&all, "all-namespaces", "A", false, "the gateways of all namespaces")
	command.Flags().BoolVarP(&watching, "watch", "w", false, "draw it again when something has changed")
	addOutput(command, &output)
	return command
}

func (p *program) showStatus(command *cobra.Command, args []string, all, watching bool, output string) error {
	ctx := command.Context()
	namespace := ""
	if !all {
		var err error
		if namespace, err = p.namespace(); err != nil {
			return err
		}
	}
	name := ""
	if len(args) > 0 {
		name = args[0]
		_, object, err := p.get(ctx, name)
		if err != nil {
			return err
		}
		if output != "" {
			return write(p.out, output, object.Object)
		}
	}
	if output != "" {
		access, err := p.gateways(namespace)
		if err != nil {
			return err
		}
		list, err := access.List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		return write(p.out, output, list.UnstructuredContent())
	}
	return p.watchGateways(ctx, namespace, name, func(gateways []gateway.Gateway) (bool, error) {
		if name != "" && len(gateways) == 0 {
			return true, no{fmt.Sprintf("gateway %s is deleted", name)}
		}
		var text bytes.Buffer
		switch {
		case name != "":
			gateway.Write(&text, gateways[0])
		case len(gateways) == 0:
			fmt.Fprintln(&text, "no gateways here; all that there are: kubectl sluicegate status -A")
		default:
			gateway.WriteList(&text, gateways, all)
		}
		p.draw(text.Bytes(), watching)
		return !watching, nil
	})
}

// draw puts the picture in the place of the last one on a terminal, and below it elsewhere.
func (p *program) draw(text []byte, again bool) {
	file, isFile := p.out.(*os.File)
	switch {
	case again && isFile && term.IsTerminal(int(file.Fd())):
		fmt.Fprint(p.out, "\x1b[H\x1b[2J")
	case again:
		fmt.Fprintln(p.out, p.now().UTC().Format("15:04:05"))
		text = append(text, '\n')
	}
	_, _ = p.out.Write(text)
}

func atMostOneName(command *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage{fmt.Sprintf("%s takes one NAME, not %d; see: %s --help", command.CommandPath(), len(args), command.CommandPath())}
	}
	return nil
}

func addOutput(command *cobra.Command, output *string) {
	command.Flags().StringVarP(output, "output", "o", "", "json or yaml in place of text for people")
}

func oneOf(output string, known ...string) error {
	if output == "" {
		return nil
	}
	for _, each := range known {
		if output == each {
			return nil
		}
	}
	return usage{fmt.Sprintf("--output is json or yaml, not '%s'", output)}
}

func write(out io.Writer, format string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	if format == "yaml" {
		if text, err = yaml.JSONToYAML(text); err != nil {
			return err
		}
		_, err = out.Write(text)
		return err
	}
	_, err = fmt.Fprintln(out, string(text))
	return err
}
