package litellm

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// YAML is the gateway as a file. What a person still has to do stands above it, as comments.
func (r Result) YAML() ([]byte, error) {
	var text bytes.Buffer
	if len(r.Secrets) > 0 {
		fmt.Fprintln(&text, "# Secrets that it needs, in the gateway's namespace:")
		for _, each := range r.Secrets {
			variable := each.Variable
			if variable == "" {
				variable = "THE_KEY_IN_THE_FILE"
			}
			fmt.Fprintf(&text, "#   kubectl create secret generic %s --from-literal=%s=\"$%s\"\n", each.Name, each.Key, variable)
		}
	}
	if len(r.Notes) > 0 {
		fmt.Fprintln(&text, "# Look at these:")
		for _, note := range r.Notes {
			fmt.Fprintf(&text, "#   %s\n", note)
		}
	}
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(r.Gateway); err != nil {
		return nil, err
	}
	return text.Bytes(), encoder.Close()
}
