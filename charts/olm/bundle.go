// Command bundle makes a bundle for the Operator Lifecycle Manager of the chart's manifests, which it reads:
// `helm template … | bundle FOLDER EXAMPLE…`. The examples are files with one object of each kind that the operator owns.
// The format: https://olm.operatorframework.io/docs/tasks/creating-operator-bundle/
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sigs.k8s.io/yaml"
)

const (
	packageName = "sluicegate"
	channel     = "alpha"
	homepage    = "https://github.com/sluicegate/sluicegate"
)

// An object is any Kubernetes object.
type object map[string]any

func (o object) kind() string { return text(o["kind"]) }

func (o object) name() string { return text(at(o, "metadata", "name")) }

func text(value any) string {
	s, _ := value.(string)
	return s
}

func at(value any, keys ...string) any {
	for _, key := range keys {
		fields, ok := value.(map[string]any)
		if !ok {
			fields, ok = value.(object)
		}
		if !ok {
			return nil
		}
		value = fields[key]
	}
	return value
}

// A bundle is its files, by their paths in it.
type bundle map[string][]byte

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: helm template … | bundle FOLDER EXAMPLE…")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Stdin, os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func write(folder string, manifests io.Reader, examples []string) error {
	all, err := io.ReadAll(manifests)
	if err != nil {
		return err
	}
	var shown []object
	for _, file := range examples {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		found, err := read(content)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		shown = append(shown, found...)
	}
	made, err := makeBundle(all, shown)
	if err != nil {
		return err
	}
	for path, content := range made {
		file := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// makeBundle makes it of the chart's manifests for one operator that looks after all namespaces.
func makeBundle(manifests []byte, examples []object) (bundle, error) {
	objects, err := read(manifests)
	if err != nil {
		return nil, err
	}
	made := bundle{}
	csv, err := serviceVersion(objects, examples)
	if err != nil {
		return nil, err
	}
	if err := made.add("manifests/"+packageName+".clusterserviceversion.yaml", csv); err != nil {
		return nil, err
	}
	for _, each := range objects {
		switch each.kind() {
		case "CustomResourceDefinition", "PodDisruptionBudget":
			if err := made.add("manifests/"+strings.ToLower(each.kind())+"-"+each.name()+".yaml", withoutNamespace(each)); err != nil {
				return nil, err
			}
		}
	}
	return made, made.add("metadata/annotations.yaml", object{"annotations": map[string]any{
		"operators.operatorframework.io.bundle.mediatype.v1":       "registry+v1",
		"operators.operatorframework.io.bundle.manifests.v1":       "manifests/",
		"operators.operatorframework.io.bundle.metadata.v1":        "metadata/",
		"operators.operatorframework.io.bundle.package.v1":         packageName,
		"operators.operatorframework.io.bundle.channels.v1":        channel,
		"operators.operatorframework.io.bundle.channel.default.v1": channel,
	}})
}

func (b bundle) add(path string, content object) error {
	data, err := yaml.Marshal(content)
	b[path] = data
	return err
}

var separator = regexp.MustCompile(`(?m)^---.*$`)

func read(manifests []byte) ([]object, error) {
	var objects []object
	for _, document := range separator.Split(string(manifests), -1) {
		each := object{}
		if err := yaml.Unmarshal([]byte(document), &each); err != nil {
			return nil, err
		}
		if each.kind() != "" {
			objects = append(objects, each)
		}
	}
	return objects, nil
}

// OLM chooses the namespace.
func withoutNamespace(o object) object {
	if metadata, ok := at(o, "metadata").(map[string]any); ok {
		delete(metadata, "namespace")
	}
	return o
}

func serviceVersion(objects, examples []object) (object, error) {
	var deployments, rights, clusterRights []any
	var owned []any
	var shown []any
	var version, image, account string
	for _, each := range objects {
		switch each.kind() {
		case "Deployment":
			deployments = append(deployments, map[string]any{"name": each.name(), "label": at(each, "metadata", "labels"), "spec": each["spec"]})
			version = text(at(each, "metadata", "labels", "app.kubernetes.io/version"))
			account = text(at(each, "spec", "template", "spec", "serviceAccountName"))
			if containers, ok := at(each, "spec", "template", "spec", "containers").([]any); ok && len(containers) > 0 {
				image = text(at(containers[0], "image"))
			}
		case "Role":
			rights = append(rights, rules(each)...)
		case "ClusterRole":
			clusterRights = append(clusterRights, rules(each)...)
		case "CustomResourceDefinition":
			one, example, err := ownedResource(each, examples)
			if err != nil {
				return nil, err
			}
			owned = append(owned, one)
			shown = append(shown, example)
		}
	}
	if len(deployments) != 1 || version == "" || image == "" || len(owned) == 0 {
		return nil, fmt.Errorf("these are not the chart's manifests: %d Deployments, version %q, image %q, %d CRDs", len(deployments), version, image, len(owned))
	}
	alm, err := json.Marshal(shown)
	if err != nil {
		return nil, err
	}
	return object{
		"apiVersion": "operators.coreos.com/v1alpha1",
		"kind":       "ClusterServiceVersion",
		"metadata": map[string]any{
			"name":      packageName + ".v" + version,
			"namespace": "placeholder",
			"labels": map[string]any{
				"operatorframework.io/arch.amd64": "supported",
				"operatorframework.io/os.linux":   "supported",
			},
			"annotations": map[string]any{
				"alm-examples":   string(alm),
				"capabilities":   "Deep Insights",
				"categories":     "AI/Machine Learning, Networking",
				"containerImage": image,
				"description":    "Runs LLM routers and replaces them without cutting one token stream",
				"repository":     homepage,
				"support":        "the Sluicegate authors",
			},
		},
		"spec": map[string]any{
			"displayName":    "Sluicegate",
			"description":    "An operator that runs LLM router pods (OpenAI and Anthropic APIs) and replaces them, on every change of a config or an image, without cutting one token stream. " + homepage,
			"version":        version,
			"maturity":       channel,
			"minKubeVersion": "1.33.0",
			"keywords":       []any{"llm", "gateway", "openai", "anthropic", "streaming"},
			"provider":       map[string]any{"name": "Sluicegate", "url": homepage},
			"maintainers":    []any{map[string]any{"name": "Sluicegate", "email": "maintainers@sluicegate.dev"}},
			"links":          []any{map[string]any{"name": "Source", "url": homepage}},
			"icon":           []any{map[string]any{"base64data": icon, "mediatype": "image/svg+xml"}},
			"installModes": []any{
				mode("OwnNamespace", false), mode("SingleNamespace", false), mode("MultiNamespace", false), mode("AllNamespaces", true),
			},
			"customresourcedefinitions": map[string]any{"owned": owned},
			"install": map[string]any{
				"strategy": "deployment",
				"spec": map[string]any{
					"deployments":        deployments,
					"permissions":        []any{map[string]any{"serviceAccountName": account, "rules": rights}},
					"clusterPermissions": []any{map[string]any{"serviceAccountName": account, "rules": clusterRights}},
				},
			},
		},
	}, nil
}

func mode(name string, supported bool) map[string]any {
	return map[string]any{"type": name, "supported": supported}
}

func rules(role object) []any {
	rules, _ := role["rules"].([]any)
	return rules
}

// A CRD as its owner describes it, and an example of it: what consoles show to whoever makes one.
func ownedResource(crd object, examples []object) (map[string]any, object, error) {
	kind := text(at(crd, "spec", "names", "kind"))
	versions, _ := at(crd, "spec", "versions").([]any)
	if len(versions) != 1 {
		return nil, nil, fmt.Errorf("%s has %d versions: say which one is shown", kind, len(versions))
	}
	for _, example := range examples {
		if example.kind() == kind {
			return map[string]any{
				"name": crd.name(), "version": text(at(versions[0], "name")), "kind": kind, "displayName": kind, "description": described[kind],
			}, withoutNamespace(example), nil
		}
	}
	return nil, nil, fmt.Errorf("there is no example of a %s", kind)
}

var described = map[string]string{
	"RouterGateway": "LLM routers behind one Service, which are replaced on every change without cutting a stream",
	"RouterKey":     "A client's key for a gateway, with its limits",
}

const icon = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA2NCA2NCI+PHBhdGggZD0iTTggMTJ2NDBNNTYgMTJ2NDBNOCAyMGg0OE0yMCAyMHYyNE0zMiAyMHYxNk00NCAyMHYyNE04IDUyaDQ4IiBmaWxsPSJub25lIiBzdHJva2U9IiMxZjZmZWIiIHN0cm9rZS13aWR0aD0iNSIvPjwvc3ZnPg=="
