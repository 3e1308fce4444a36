package command

import (
	"fmt"

	"github.com/spf13/cobra"
	"sluicegate.dev/cli/check"
	"sluicegate.dev/cli/litellm"
)

func (p *program) importing() *cobra.Command {
	return group("import", "Makes a gateway of another proxy's config", p.importLiteLLM())
}

func (p *program) importLiteLLM() *cobra.Command {
	var name string
	command := &cobra.Command{
		Use:   "litellm CONFIG.yaml",
		Short: "Makes a gateway of a LiteLLM config.yaml, and lists what has no counterpart",
		Long: "Writes a RouterGateway to the standard output, with the Secrets that it needs and what has no counterpart above it, as comments. Keys are never copied.\n" +
			"What it makes is judged as the command check does; exit code 1 when that refuses it, and the file is written all the same.\n" +
			"By the tables in docs/migrating-from-litellm.md.",
		Example: "  kubectl sluicegate import litellm config.yaml --name llm > gateway.yaml",
		Args:    exactly(1, "a CONFIG.yaml, or - for the standard input"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.convert(args[0], name)
		},
	}
	command.Flags().StringVar(&name, "name", "llm", "the gateway's name")
	return command
}

func (p *program) convert(file, name string) error {
	text, err := p.read(file)
	if err != nil {
		return err
	}
	converted, err := litellm.Convert(text, name)
	if err != nil {
		return no{fmt.Sprintf("%s: %s", file, err)}
	}
	made, err := converted.YAML()
	if err != nil {
		return err
	}
	if _, err := p.out.Write(made); err != nil {
		return err
	}
	judge, err := check.NewJudge()
	if err != nil {
		return err
	}
	results, err := judge.File(made)
	if err != nil {
		return err
	}
	for _, result := range results {
		for _, fault := range result.Faults {
			fmt.Fprintln(p.err, "refused: "+fault)
		}
		if len(result.Faults) > 0 {
			return no{"the gateway needs your hand before it can be applied"}
		}
	}
	fmt.Fprintf(p.err, "%d models, %d providers, %d Secrets to make, %d remarks\n",
		len(converted.Gateway.Spec.Models), len(converted.Gateway.Spec.Providers), len(converted.Secrets), len(converted.Notes))
	return nil
}
