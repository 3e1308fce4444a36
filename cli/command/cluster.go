package command

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"sluicegate.dev/cli/gateway"
)

var (
	pods       = schema.GroupVersionResource{Version: "v1", Resource: "pods"}
	configMaps = schema.GroupVersionResource{Version: "v1", Resource: "configmaps"}
	secrets    = schema.GroupVersionResource{Version: "v1", Resource: "secrets"}
	events     = schema.GroupVersionResource{Version: "v1", Resource: "events"}
)

// namespace is the one that the flags or the kubeconfig name.
func (p *program) namespace() (string, error) {
	name, _, err := p.flags.ToRawKubeConfigLoader().Namespace()
	return name, err
}

// gateways is the access to those of a namespace; of all when it is empty.
func (p *program) gateways(namespace string) (dynamic.ResourceInterface, error) {
	client, err := p.dynamic()
	if err != nil {
		return nil, err
	}
	return client.Resource(gateway.Resource).Namespace(namespace), nil
}

// get reads one gateway of the chosen namespace.
func (p *program) get(ctx context.Context, name string) (gateway.Gateway, *unstructured.Unstructured, error) {
	namespace, err := p.namespace()
	if err != nil {
		return gateway.Gateway{}, nil, err
	}
	access, err := p.gateways(namespace)
	if err != nil {
		return gateway.Gateway{}, nil, err
	}
	object, err := access.Get(ctx, name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) && !isForGateways(err) {
		return gateway.Gateway{}, nil, missing{name, namespace}
	}
	if err != nil {
		return gateway.Gateway{}, nil, err
	}
	read, err := gateway.Read(object)
	return read, object, err
}

// patch changes a gateway of the chosen namespace.
func (p *program) patch(ctx context.Context, name string, patch string) error {
	namespace, err := p.namespace()
	if err != nil {
		return err
	}
	access, err := p.gateways(namespace)
	if err != nil {
		return err
	}
	_, err = access.Patch(ctx, name, types.MergePatchType, []byte(patch), metav1.PatchOptions{FieldManager: "kubectl-sluicegate"})
	if apierrors.IsNotFound(err) && !isForGateways(err) {
		return missing{name, namespace}
	}
	return err
}

// listed is what belongs to a gateway, by its label.
func (p *program) listed(ctx context.Context, resource schema.GroupVersionResource, namespace, name string) ([]unstructured.Unstructured, error) {
	client, err := p.dynamic()
	if err != nil {
		return nil, err
	}
	list, err := client.Resource(resource).Namespace(namespace).List(ctx, metav1.ListOptions{LabelSelector: gateway.Label + "=" + name})
	if err != nil {
		return nil, err
	}
	return list.Items, nil
}

// podsOf is the pods of a gateway.
func (p *program) podsOf(ctx context.Context, namespace, name string) ([]corev1.Pod, error) {
	return p.selected(ctx, namespace, gateway.Label+"="+name)
}

// selected is the pods with a label.
func (p *program) selected(ctx context.Context, namespace, selector string) ([]corev1.Pod, error) {
	client, err := p.dynamic()
	if err != nil {
		return nil, err
	}
	list, err := client.Resource(pods).Namespace(namespace).List(ctx, metav1.ListOptions{LabelSelector: selector})
	if err != nil {
		return nil, err
	}
	items := list.Items
	found := make([]corev1.Pod, len(items))
	for i, item := range items {
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(item.Object, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// watchGateways calls seen with all gateways at first and after each change, until it returns true or an error. A watch that the server
// ends, as it does now and then, is begun again.
func (p *program) watchGateways(ctx context.Context, namespace, name string, seen func([]gateway.Gateway) (bool, error)) error {
	access, err := p.gateways(namespace)
	if err != nil {
		return err
	}
	options := metav1.ListOptions{}
	if name != "" {
		options.FieldSelector = fields.OneTermEqualSelector("metadata.name", name).String()
	}
	for {
		list, err := access.List(ctx, options)
		if err != nil {
			return err
		}
		known := newFleet(list.Items)
		if done, err := known.tell(seen); done || err != nil {
			return err
		}
		from := options
		from.ResourceVersion = list.GetResourceVersion()
		watching, err := access.Watch(ctx, from)
		if err != nil {
			return err
		}
		done, err := follow(ctx, watching, known, seen)
		watching.Stop()
		if done || err != nil {
			return err
		}
	}
}

func follow(ctx context.Context, watching watch.Interface, known *fleet, seen func([]gateway.Gateway) (bool, error)) (bool, error) {
	for {
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case event, open := <-watching.ResultChan():
			if !open || event.Type == watch.Error {
				return false, nil
			}
			object, ok := event.Object.(*unstructured.Unstructured)
			if !ok {
				continue
			}
			known.change(event.Type, object)
			if done, err := known.tell(seen); done || err != nil {
				return done, err
			}
		}
	}
}
