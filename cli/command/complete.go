package command

import (
	"strings"

	"github.com/spf13/cobra"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// complete offers the names of the gateways of the chosen namespace.
func (p *program) complete(command *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	namespace, err := p.namespace()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	access, err := p.gateways(namespace)
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	list, err := access.List(command.Context(), metav1.ListOptions{})
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, item := range list.Items {
		if strings.HasPrefix(item.GetName(), typed) {
			names = append(names, item.GetName())
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
