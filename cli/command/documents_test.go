package command

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var typed = regexp.MustCompile("kubectl[ -]sluicegate((?: +[^\\s`|;#&)]+)+)")

// TestDocuments parses each command of the plugin that the documents tell people to type: a command or a flag that is not there is a mistake.
func TestDocuments(t *testing.T) {
	documents, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	documents = append(documents, "../../README.md", "../../charts/sluicegate/README.md")
	found := 0
	for _, document := range documents {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range codeOf(string(text)) {
			for _, match := range typed.FindAllStringSubmatch(code, -1) {
				found++
				if err := parses(strings.Fields(match[1])); err != nil {
					t.Errorf("%s: %s: %v", filepath.Base(document), match[0], err)
				}
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d commands were found in the documents", found)
	}
	for _, wrong := range []string{"rollout redo llm", "status llm --no-such-flag", "statu"} {
		if parses(strings.Fields(wrong)) == nil {
			t.Errorf("kubectl sluicegate %s was taken for a command", wrong)
		}
	}
}

func parses(words []string) error {
	if words[0] == "completion" || words[0] == "__complete" { // cobra adds them when it runs
		return nil
	}
	root := newProgram(nil, &bytes.Buffer{}, &bytes.Buffer{}).root()
	command, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	command.InitDefaultHelpFlag()
	if err := command.ParseFlags(rest); err != nil {
		return err
	}
	if help, _ := command.Flags().GetBool("help"); help {
		return nil
	}
	return command.ValidateArgs(command.Flags().Args())
}

// codeOf is each line of a fenced block, and each piece between backquotes outside of them.
func codeOf(text string) []string {
	var code []string
	fenced := false
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		} else if fenced {
			code = append(code, line)
		} else {
			for i, piece := range strings.Split(line, "`") {
				if i%2 == 1 {
					code = append(code, piece)
				}
			}
		}
	}
	return code
}
