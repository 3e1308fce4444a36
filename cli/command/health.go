package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"text/tabwriter"

	"github.com/spf13/cobra"
	corev1 "k8s.io/api/core/v1"
	"sluicegate.dev/cli/gateway"
)

// podHealth is what a router says of itself.
type podHealth struct {
	Pod    string          `json:"pod"`
	Leaves bool            `json:"leaves"`
	Status string          `json:"status"`
	Checks []healthCheck   `json:"checks,omitempty"`
	Detail json.RawMessage `json:"detail,omitempty"`
	Error  string          `json:"error,omitempty"`
}

type healthCheck struct {
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
}

func (p *program) health() *cobra.Command {
	var output string
	command := &cobra.Command{
		Use:   "health NAME",
		Short: "Asks each router how it is; exit code 1 when one is not well",
		Long: "Asks the admin port of each pod of the gateway by way of the API server (port-forward), with the token in the Secret NAME-admin.\n" +
			"Exit code 1 when a router in the Service is degraded or does not answer, or when the gateway has no pod.",
		Args:              exactly(1, "the NAME of a gateway"),
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			if err := oneOf(output, "json", "yaml"); err != nil {
				return err
			}
			return p.showHealth(command.Context(), args[0], output)
		},
	}
	addOutput(command, &output)
	return command
}

func (p *program) showHealth(ctx context.Context, name, output string) error {
	found, _, err := p.get(ctx, name)
	if err != nil {
		return err
	}
	token, err := p.adminToken(ctx, found.Metadata.Namespace, name)
	if err != nil {
		return err
	}
	members, err := p.podsOf(ctx, found.Metadata.Namespace, name)
	if err != nil {
		return err
	}
	if len(members) == 0 {
		return no{fmt.Sprintf("gateway %s has no pod", name)}
	}
	all := []podHealth{}
	unwell := 0
	for _, pod := range members {
		one := p.healthOf(ctx, pod, token)
		one.Leaves = pod.Labels[gateway.Traffic] == "off"
		// a router that drains refuses new connections, as it should
		if one.Status != "ok" && !one.Leaves {
			unwell++
		}
		all = append(all, one)
	}
	if output != "" {
		err = write(p.out, output, all)
	} else {
		writeHealth(p.out, all)
	}
	if err == nil && unwell > 0 {
		return no{fmt.Sprintf("%d of %d routers are not well", unwell, len(all))}
	}
	return err
}

func (p *program) healthOf(ctx context.Context, pod corev1.Pod, token string) podHealth {
	body, err := p.ask(ctx, pod, "/health/detailed", token)
	if err != nil {
		return podHealth{Pod: pod.Name, Status: "unknown", Error: err.Error()}
	}
	health := podHealth{Detail: body}
	if err := json.Unmarshal(body, &health); err != nil {
		return podHealth{Pod: pod.Name, Status: "unknown", Error: "what the router says of its health is not JSON: " + err.Error()}
	}
	health.Pod = pod.Name
	health.Detail = body
	return health
}

// ask reads one page of the admin port of a pod.
func (p *program) ask(ctx context.Context, pod corev1.Pod, path, token string) ([]byte, error) {
	if pod.Status.Phase != corev1.PodRunning {
		return nil, fmt.Errorf("pod %s does not run: it is %s", pod.Name, pod.Status.Phase)
	}
	ctx, stop := context.WithTimeout(ctx, adminPatience)
	defer stop()
	way, err := p.admin(ctx, podAddress{pod.Namespace, pod.Name, string(pod.UID)})
	if err != nil {
		return nil, err
	}
	defer way.close()
	status, body, err := way.get(ctx, path, token)
	switch {
	case err != nil:
		return nil, err
	case status == http.StatusUnauthorized:
		return nil, fmt.Errorf("pod %s does not accept the token in the Secret: it was started with another one", pod.Name)
	case status != http.StatusOK:
		return nil, fmt.Errorf("pod %s answered %s with %d", pod.Name, path, status)
	default:
		return body, nil
	}
}

func writeHealth(out io.Writer, all []podHealth) {
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "POD\tHEALTH\tCHECK\tOK\tMESSAGE")
	for _, one := range all {
		if len(one.Checks) == 0 {
			fmt.Fprintf(table, "%s\t%s\t-\t-\t%s\n", one.Pod, one.Status, one.Error)
		}
		name, status := one.Pod, one.Status
		if one.Leaves {
			status += " (leaves)"
		}
		for _, each := range one.Checks {
			fmt.Fprintf(table, "%s\t%s\t%s\t%t\t%s\n", name, status, each.Name, each.OK, each.Message)
			name, status = "", ""
		}
	}
	_ = table.Flush()
}
