package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"sluicegate.dev/cli/dashboard"
	"sluicegate.dev/cli/gateway"
)

// asksAgain is the pause after a cluster could not be asked.
const asksAgain = 2 * time.Second

func (p *program) dashboard() *cobra.Command {
	var all bool
	var port int
	command := &cobra.Command{
		Use:   "dashboard [NAME]",
		Short: "A page for the browser that shows gateways, pods and rollouts as they happen",
		Long: "Serves a page that shows gateways, their pods and rollouts as they happen, until it is stopped with Ctrl+C.\n" +
			"It listens on 127.0.0.1 only, shows what status shows, and changes nothing.",
		Example:           "  kubectl sluicegate dashboard -A\n  kubectl sluicegate dashboard llm -n ai --port 8090",
		Args:              atMostOneName,
		ValidArgsFunction: p.complete,
		RunE: func(command *cobra.Command, args []string) error {
			if all && len(args) > 0 {
				return usage{"a NAME and -A exclude each other: a gateway is in one namespace"}
			}
			if port < 0 || port > 65535 {
				return usage{fmt.Sprintf("--port is from 0 to 65535, not %d", port)}
			}
			return p.serveDashboard(command.Context(), args, all, port)
		},
	}
	command.Flags().BoolVarP(&all, "all-namespaces", "A", false, "the gateways of all namespaces")
	command.Flags().IntVar(&port, "port", 8090, "the port on 127.0.0.1; 0 for a free one")
	return command
}

func (p *program) serveDashboard(ctx context.Context, args []string, all bool, port int) error {
	namespace, name := "", ""
	var err error
	if !all {
		if namespace, err = p.namespace(); err != nil {
			return err
		}
	}
	if len(args) > 0 {
		name = args[0]
		// a name with a mistake is told here, not by a page that stays empty
		if _, _, err = p.get(ctx, name); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("%w; another port: --port 0", err)
	}
	page := dashboard.New()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	server := &http.Server{Handler: page.Handler(), ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	go p.keepWatching(ctx, namespace, name, page)
	fmt.Fprintf(p.out, "http://%s/ shows the gateways; Ctrl+C ends it\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// keepWatching shows what a watch tells, and begins again after a fault: a page outlives an API server that is restarted.
func (p *program) keepWatching(ctx context.Context, namespace, name string, page *dashboard.Dashboard) {
	for ctx.Err() == nil {
		err := p.watchGateways(ctx, namespace, name, func(gateways []gateway.Gateway) (bool, error) {
			page.Show(gateways)
			return false, nil
		})
		if err != nil {
			page.Fault(p.explain(err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(asksAgain):
		}
	}
}
