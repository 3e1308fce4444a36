package command

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"sluicegate.dev/cli/check"
)

// fileResult is what check says of an object, with where it stands.
type fileResult struct {
	File string `json:"file"`
	check.Result
}

const notJudged = "Not judged: whether Secrets, ConfigMaps and images are there; quotas and policies of a cluster; and what only the router's own reader sees,\n" +
	"such as a fallback to a model that there is not. For that: java -jar router.jar --gateway FILE --secrets DIR --check"

func (p *program) check() *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "check FILE...",
		Short: "Judges gateways in files by the CRD's schema and rules, without a cluster",
		Long: "Judges the gateways in YAML or JSON files ('-' is the standard input) as the API server does when they are applied: by the schema and the rules of the CRD\n" +
			"that this program was built with. Exit code 1 when something is wrong.\n\n" + notJudged,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage{"check needs a FILE, or - for the standard input"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf(output, "json", "yaml"); err != nil {
				return err
			}
			return p.checkFiles(args, output)
		},
	}
	addOutput(command, &output)
	return command
}

func (p *program) checkFiles(files []string, output string) error {
	judge, err := check.NewJudge()
	if err != nil {
		return err
	}
	results := []fileResult{}
	gateways, faults := 0, 0
	for _, file := range files {
		text, err := p.read(file)
		if err != nil {
			return err
		}
		found, err := judge.File(text)
		if err != nil {
			return no{fmt.Sprintf("%s: %s", file, err)}
		}
		for _, result := range found {
			results = append(results, fileResult{file, result})
			faults += len(result.Faults)
			if result.Judged {
				gateways++
			}
		}
	}
	if output != "" {
		if err := write(p.out, output, results); err != nil {
			return err
		}
	} else {
		p.writeResults(results)
	}
	switch {
	case gateways == 0:
		return no{"there is no RouterGateway in it"}
	case faults > 0:
		return no{fmt.Sprintf("refused; faults: %d", faults)}
	default:
		return nil
	}
}

func (p *program) writeResults(results []fileResult) {
	for _, result := range results {
		switch {
		case !result.Judged:
			fmt.Fprintf(p.out, "%s: %s: not judged, only RouterGateways are\n", result.File, result.Object)
		case len(result.Faults) == 0:
			fmt.Fprintf(p.out, "%s: %s: accepted\n", result.File, result.Object)
		default:
			fmt.Fprintf(p.out, "%s: %s: refused\n", result.File, result.Object)
		}
		for _, fault := range result.Faults {
			fmt.Fprintf(p.out, "  %s\n", fault)
		}
	}
	fmt.Fprintln(p.out, notJudged)
}

// read is the whole of a file; - is the standard input.
func (p *program) read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(p.in)
	}
	return os.ReadFile(file)
}
