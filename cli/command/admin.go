package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/transport/spdy"
	"sluicegate.dev/cli/gateway"
)

// The most that is read of an answer: a bundle for a bug report has some hundred kilobytes.
const maxAnswer = 64 << 20

const adminPatience = 20 * time.Second

// podAddress names a pod whose admin port is asked.
type podAddress struct{ namespace, name, uid string }

// admin is the way to the admin port of one pod.
type admin interface {
	// get answers the status and the body.
	get(ctx context.Context, path, token string) (int, []byte, error)
	close()
}

// forwarded is an admin port behind a port-forward of the API server.
type forwarded struct {
	base string
	pod  podAddress
	stop chan struct{}
}

// core is a client for the subresources that have no place in a dynamic client.
func (p *program) core() (*rest.RESTClient, *rest.Config, error) {
	config, err := p.config()
	if err != nil {
		return nil, nil, err
	}
	config = rest.CopyConfig(config)
	config.APIPath = "/api"
	config.UserAgent = rest.DefaultKubernetesUserAgent()
	config.GroupVersion = &corev1.SchemeGroupVersion
	config.NegotiatedSerializer = rest.CodecFactoryForGeneratedClient(coreScheme, coreCodecs)
	client, err := rest.RESTClientFor(config)
	return client, config, err
}

// forward opens the way to the admin port of a pod.
func (p *program) forward(ctx context.Context, pod podAddress) (admin, error) {
	client, config, err := p.core()
	if err != nil {
		return nil, err
	}
	transport, upgrader, err := spdy.RoundTripperFor(config)
	if err != nil {
		return nil, err
	}
	url := client.Post().Resource("pods").Namespace(pod.namespace).Name(pod.name).SubResource("portforward").URL()
	dialer := spdy.NewDialer(upgrader, &http.Client{Transport: transport}, http.MethodPost, url)
	stop, ready, failed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	var faults strings.Builder
	forwarder, err := portforward.NewOnAddresses(dialer, []string{"127.0.0.1"}, []string{fmt.Sprintf("0:%d", gateway.AdminPort)}, stop, ready, io.Discard, &faults)
	if err != nil {
		return nil, err
	}
	go func() { failed <- forwarder.ForwardPorts() }()
	select {
	case <-ready:
	case err := <-failed:
		return nil, fmt.Errorf("no way to the admin port of pod %s: %w", pod.name, err)
	case <-ctx.Done():
		close(stop)
		return nil, ctx.Err()
	}
	ports, err := forwarder.GetPorts()
	if err != nil {
		close(stop)
		return nil, err
	}
	return &forwarded{fmt.Sprintf("http://127.0.0.1:%d", ports[0].Local), pod, stop}, nil
}

func (f *forwarded) get(ctx context.Context, path, token string) (int, []byte, error) {
	ctx, stop := context.WithTimeout(ctx, adminPatience)
	defer stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+path, nil)
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("sluicegate-pod", f.pod.uid)
	// not the default client: no proxy of the environment has a say on the loopback interface
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("pod %s does not answer on its admin port: %w", f.pod.name, err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return response.StatusCode, body, err
}

func (f *forwarded) close() { close(f.stop) }

// adminToken is what opens the admin ports of a gateway's pods. It is never written anywhere.
func (p *program) adminToken(ctx context.Context, namespace, name string) (string, error) {
	client, err := p.dynamic()
	if err != nil {
		return "", err
	}
	object, err := client.Resource(secrets).Namespace(namespace).Get(ctx, name+"-admin", metav1.GetOptions{})
	if err != nil {
		return "", fmt.Errorf("the Secret with the token of the admin ports cannot be read: %w", err)
	}
	var secret corev1.Secret
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &secret); err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(secret.Data["token"]))
	if token == "" {
		return "", fmt.Errorf("the Secret %s/%s-admin has no token", namespace, name)
	}
	return token, nil
}
