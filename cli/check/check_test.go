package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/yaml"
)

const good = `apiVersion: sluicegate.dev/v1alpha1
kind: RouterGateway
metadata: {name: llm}
spec:
  providers:
    - {name: openai, api: OpenAI, baseUrl: "https://api.openai.com/v1"}
  models:
    - {name: fast, targets: [{provider: openai, model: gpt-4o-mini}]}
`

func judge(t *testing.T, text string) []Result {
	t.Helper()
	judge, err := NewJudge()
	if err != nil {
		t.Fatal(err)
	}
	results, err := judge.File([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func TestFaultsAreThoseOfTheAPIServer(t *testing.T) {
	for name, row := range map[string]struct{ from, to, fault string }{
		"nothing wrong":      {"", "", ""},
		"unknown field":      {"spec:", "spec:\n  replica: 3", "spec.replica: there is no such field"},
		"unknown field deep": {"api: OpenAI,", "api: OpenAI, url: x,", "spec.providers[0].url: there is no such field"},
		"missing":            {"name: openai, ", "", "spec.providers[0].name"},
		"choice":             {"api: OpenAI", "api: Cohere", "spec.providers[0].api"},
		"type":               {"spec:", "spec:\n  replicas: three", "spec.replicas"},
		"range":              {"spec:", "spec:\n  replicas: -1", "spec.replicas"},
		"rule":               {"spec:", "spec:\n  drain: {settle: soon}", "spec.drain.settle: is not a duration"},
		"rule of two fields": {"spec:", "spec:\n  drain: {settle: 5m}", "spec.drain.settle: must be shorter than terminationBudget"},
		"force that waits":   {"spec:", "spec:\n  rollout: {restart: {force: true, drainTimeout: 1m}}", "spec.rollout.restart.drainTimeout: contradicts force"},
		"percentage":         {"spec:", "spec:\n  rollout: {maxSurge: 0}", "maxSurge must be at least 1"},
		"version":            {"v1alpha1", "v1", "apiVersion: is 'sluicegate.dev/v1'; write sluicegate.dev/v1alpha1"},
		"name":               {"name: llm", "name: LLM", "metadata.name: "},
	} {
		results := judge(t, strings.Replace(good, row.from, row.to, 1))
		if len(results) != 1 || !results[0].Judged {
			t.Fatalf("%s: %v", name, results)
		}
		said := strings.Join(results[0].Faults, "\n")
		if row.fault == "" && said != "" || !strings.Contains(said, row.fault) {
			t.Errorf("%s: said %q, not %q", name, said, row.fault)
		}
	}
}

// An API server compiles the rules, and estimates what they cost, when the CRD is applied: a rule that it refuses is noticed here, and not on a cluster.
func TestAnAPIServerTakesTheCRD(t *testing.T) {
	if faults := faultsOfCRD(t, crd); len(faults) > 0 {
		t.Error(faults.ToAggregate())
	}
	for name, change := range map[string][2]string{
		"a rule that is no CEL": {"a.matches(", "a.fits("},
		"a rule without bounds": {"maxItems: ", "minItems: "},
	} {
		changed := strings.ReplaceAll(string(crd), change[0], change[1])
		if len(faultsOfCRD(t, []byte(changed))) == 0 {
			t.Errorf("%s: nothing was found", name)
		}
	}
}

func faultsOfCRD(t *testing.T, text []byte) field.ErrorList {
	t.Helper()
	var versioned apiextensionsv1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(text, &versioned); err != nil {
		t.Fatal(err)
	}
	apiextensionsv1.SetDefaults_CustomResourceDefinition(&versioned)
	apiextensionsv1.SetDefaults_CustomResourceDefinitionSpec(&versioned.Spec)
	versioned.Status.StoredVersions = []string{versioned.Spec.Versions[0].Name}
	var definition apiextensions.CustomResourceDefinition
	if err := apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&versioned, &definition, nil); err != nil {
		t.Fatal(err)
	}
	return validation.ValidateCustomResourceDefinition(t.Context(), &definition)
}

func TestOtherKindsAreNotJudged(t *testing.T) {
	results := judge(t, "kind: Secret\nmetadata: {name: openai}\n---\n"+good+"---\n# nothing\n")
	if len(results) != 2 || results[0].Judged || results[0].Object != "Secret openai" || !results[1].Judged {
		t.Error(results)
	}
}

func TestWhatIsNoObjectIsAnError(t *testing.T) {
	judge, err := NewJudge()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"- a\n", "a: [\n", "a: 1\na: 2\n"} {
		if _, err := judge.File([]byte(text)); err == nil {
			t.Errorf("%q is taken for an object", text)
		}
	}
}

func TestTheExamplesAreAccepted(t *testing.T) {
	files, err := filepath.Glob("../../examples/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	gateways := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, result := range judge(t, string(text)) {
			if result.Judged {
				gateways++
			}
			if len(result.Faults) > 0 {
				t.Error(file, result)
			}
		}
	}
	if gateways < 5 {
		t.Errorf("only %d gateways are among the examples", gateways)
	}
}

func TestTheSchemaIsTheOneInTheRepository(t *testing.T) {
	text, err := os.ReadFile("../../crds/routergateways.sluicegate.dev-v1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != string(crd) {
		t.Error("check/crd.yaml is another CRD than the one in crds; cli/run copies it")
	}
}
