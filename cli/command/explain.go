package command

import (
	"errors"
	"fmt"
	"net"
	"net/url"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/tools/clientcmd"
	"sluicegate.dev/cli/gateway"
)

// missing is a gateway that is not there.
type missing struct{ name, namespace string }

func (m missing) Error() string {
	return fmt.Sprintf("there is no gateway %s in namespace %s; all that there are: kubectl sluicegate status -A", m.name, m.namespace)
}

// explain makes a sentence of what went wrong: what, where, and what to do.
func (p *program) explain(failure error) string {
	var unreachable *url.Error
	var network net.Error
	switch {
	case apierrors.IsForbidden(failure):
		return "not allowed: " + failure.Error() + "; docs/cli.md lists the rights that each command needs"
	case apierrors.IsUnauthorized(failure):
		return "the cluster does not know you: " + failure.Error() + "; sign in again, or choose another --context"
	case apierrors.IsNotFound(failure) && isForGateways(failure):
		return "the cluster does not know RouterGateways; install Sluicegate, or choose another --context"
	case clientcmd.IsEmptyConfig(failure):
		return "no cluster is named: there is no kubeconfig; set KUBECONFIG or --kubeconfig"
	case errors.As(failure, &unreachable) && errors.As(failure, &network):
		return fmt.Sprintf("the cluster cannot be reached: %s; look at the kubeconfig, or choose another --context", failure)
	default:
		return failure.Error()
	}
}

// An API server answers so when it has no such resource at all; a single gateway that is missing is turned into its own error earlier.
func isForGateways(failure error) bool {
	var status apierrors.APIStatus
	if !errors.As(failure, &status) {
		return false
	}
	details := status.Status().Details
	return details == nil || details.Name == "" && (details.Kind == "" || details.Kind == gateway.Resource.Resource)
}
