package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/operator-framework/api/pkg/manifests"
	"github.com/operator-framework/api/pkg/validation"
	"github.com/operator-framework/api/pkg/validation/errors"
)

// OLM's own validators, as `operator-sdk bundle validate` calls them.
func TestOlmAcceptsTheBundle(t *testing.T) {
	for _, result := range validate(t, chart(t)) {
		for _, each := range append(result.Errors, result.Warnings...) {
			if !isAboutVersionsThatRulesDoNotName(each) {
				t.Errorf("%s: %s", result.Name, each)
			}
		}
	}
}

// A rule grants an API group, whichever versions it has; it is taken for the use of one that is gone.
func isAboutVersionsThatRulesDoNotName(each errors.Error) bool {
	return strings.Contains(each.Detail, "ClusterPermissions") && strings.Contains(each.Detail, "deprecated and removed in v1.25")
}

func TestOlmFindsABundleThatOwnsWhatItDoesNotHave(t *testing.T) {
	wrong := strings.ReplaceAll(string(chart(t)), "kind: RouterKey\n", "kind: RouterKeys\n")
	if _, err := makeBundle([]byte(wrong), examples(t)); err == nil {
		t.Error("a CRD of an unknown kind was taken")
	}
	made, err := makeBundle(chart(t), examples(t))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for path, content := range made {
		if strings.Contains(path, "customresourcedefinition-routerkeys") {
			continue
		}
		put(t, filepath.Join(folder, path), content)
	}
	if count(judge(t, folder)) == 0 {
		t.Error("nobody missed the CRD")
	}
}

func validate(t *testing.T, chart []byte) []errors.ManifestResult {
	t.Helper()
	made, err := makeBundle(chart, examples(t))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for path, content := range made {
		put(t, filepath.Join(folder, path), content)
	}
	return judge(t, folder)
}

func judge(t *testing.T, folder string) []errors.ManifestResult {
	t.Helper()
	read, err := manifests.GetBundleFromDir(filepath.Join(folder, "manifests"))
	if err != nil {
		t.Fatal(err)
	}
	// those of `operator-sdk bundle validate --select-optional suite=operatorframework` but the one that pulls images by Docker
	validators := validation.DefaultBundleValidators.WithValidators(validation.OperatorHubV2Validator, validation.GoodPracticesValidator)
	return validators.Validate(read.ObjectsToValidate()...)
}

func count(results []errors.ManifestResult) int {
	all := 0
	for _, each := range results {
		all += len(each.Errors)
	}
	return all
}

func put(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func examples(t *testing.T) []object {
	t.Helper()
	var all []object
	for _, file := range []string{"quickstart.yaml", "routerkey.yaml"} {
		content, err := os.ReadFile(filepath.Join("../../examples", file))
		if err != nil {
			t.Fatal(err)
		}
		found, err := read(content)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

// What Helm makes of the chart; HELM is its program.
func chart(t *testing.T) []byte {
	t.Helper()
	helm := os.Getenv("HELM")
	if helm == "" {
		t.Fatal("HELM is not set: charts/olm/run sets it")
	}
	out, err := exec.Command(helm, "template", "sluicegate", "../sluicegate", "--set", "watchNamespaces={*}").Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
