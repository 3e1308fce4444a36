package command

import (
	"sort"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/watch"
	"sluicegate.dev/cli/gateway"
)

// fleet is the gateways that a watch knows, by namespace and name.
type fleet struct {
	objects map[string]*unstructured.Unstructured
}

func newFleet(items []unstructured.Unstructured) *fleet {
	known := &fleet{map[string]*unstructured.Unstructured{}}
	for i := range items {
		known.change(watch.Added, &items[i])
	}
	return known
}

func (f *fleet) change(what watch.EventType, object *unstructured.Unstructured) {
	key := object.GetNamespace() + "/" + object.GetName()
	switch what {
	case watch.Deleted:
		delete(f.objects, key)
	case watch.Added, watch.Modified:
		f.objects[key] = object
	}
}

func (f *fleet) tell(seen func([]gateway.Gateway) (bool, error)) (bool, error) {
	keys := make([]string, 0, len(f.objects))
	for key := range f.objects {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	gateways := make([]gateway.Gateway, 0, len(keys))
	for _, key := range keys {
		read, err := gateway.Read(f.objects[key])
		if err != nil {
			return true, err
		}
		gateways = append(gateways, read)
	}
	return seen(gateways)
}
