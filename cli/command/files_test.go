package command

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// before is the config in docs/migrating-from-litellm.md.
func before(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/migrating-from-litellm.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)Before:\n\n```yaml\n(.*?)```").FindStringSubmatch(string(text))
	if found == nil {
		t.Fatal("the page has no example any more")
	}
	return found[1]
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheExampleOfThePageBecomesAGatewayThatIsAccepted(t *testing.T) {
	bench := newBench(t)
	bench.expect(t, 0, "import", "litellm", file(t, before(t)))
	made := bench.out.String()
	holds(t, bench.err.String(), "3 models, 4 providers, 4 Secrets to make")
	for _, part := range []string{
		"#   kubectl create secret generic openai-api-key --from-literal=api-key=\"$OPENAI_API_KEY\"",
		"virtual keys are in the database",
		"    - name: azure\n      api: OpenAI\n      flavor: Azure\n      baseUrl: https://example.openai.azure.com\n      responses: Chat\n      query:\n        api-version: \"2024-10-21\"\n",
		"          name: azure-api-key\n          key: api-key\n",
		"baseUrl: http://vllm.ai.svc:8000/v1\n      maxInFlight: 64\n",
		"      timeouts:\n        request: 30m0s\n",
		"      ejection:\n        failures: 3\n        baseTime: 30s\n",
		"    - name: fast\n      aliases:\n        - gpt-4o-mini\n      targets:\n        - provider: openai\n          model: gpt-4o-mini\n          weight: 3\n        - provider: azure\n          model: mini-eu\n          weight: 1\n      retry:\n        attempts: 2\n      fallbacks:\n        - smart\n",
		"url: redis://valkey.ai.svc:6379",
		"mode: MasterKey\n    masterKey:\n      secretKeyRef:\n        name: litellm-master-key\n",
	} {
		holds(t, made, part)
	}
	holds(t, newBench(t).expect(t, 0, "check", file(t, made)), "RouterGateway llm: accepted", "Not judged:")
}

func TestKeysAreNeverCopied(t *testing.T) {
	const secret = "sk-canary-4711"
	text := newBench(t).expect(t, 0, "import", "litellm", file(t, `
model_list:
  - model_name: a
    litellm_params: {model: openai/gpt-4o, api_key: `+secret+`, extra_headers: {x-api-key: `+secret+`, x-team: search}}
router_settings: {redis_host: redis, redis_password: `+secret+`}
general_settings: {master_key: `+secret+`}
`))
	if strings.Contains(text, secret) {
		t.Error(text)
	}
	holds(t, text, "model_list[0].litellm_params.api_key: the key itself stands in the file", "x-team: search", "extra_headers.x-api-key: may be a secret",
		"master_key: the key itself", "redis_password: the password itself")
}

func TestWhatHasNoCounterpartIsListed(t *testing.T) {
	text := newBench(t).expect(t, 0, "import", "litellm", file(t, `
model_list:
  - model_name: a
    litellm_params: {model: gpt-4o, rpm: 5, temperature: 0.2}
    model_info: {mode: chat, input_cost_per_token: 0.00000015, output_cost_per_token: 0.0000006}
  - model_name: b
    litellm_params: {model: bedrock/anthropic.claude}
  - model_name: "*"
    litellm_params: {model: "openai/*"}
router_settings: {routing_strategy: latency-based-routing, enable_pre_call_checks: true, fallbacks: [{a: [b]}]}
litellm_settings: {success_callback: [langfuse]}
guardrails: []
`))
	holds(t, text, "litellm_params.rpm: has no counterpart", "litellm_params.temperature: has", "model_info.mode: has", "there is no provider for bedrock/anthropic.claude",
		"model_list[2]: wildcards", "routing_strategy: latency-based-routing", "enable_pre_call_checks: has", "success_callback: has", "guardrails: has",
		"model a: its fallback b is left out", "model b is left out", "input: 0.15\n      output: 0.6\n", "LiteLLM takes it from OPENAI_API_KEY")
}

func TestAFileThatIsNoConfigIsRefused(t *testing.T) {
	holds(t, newBench(t).expect(t, 1, "import", "litellm", file(t, "a: 1\n")), "no model_list")
	holds(t, newBench(t).expect(t, 3, "import", "litellm", "none.yaml"), "none.yaml")
	holds(t, newBench(t).expect(t, 1, "import", "litellm", file(t, "model_list: [{model_name: a, litellm_params: {model: bedrock/x}}]\n")), "refused: spec: no providers configured")
}

func TestCheckSaysWhatIsWrongAndWhere(t *testing.T) {
	bad := file(t, "apiVersion: sluicegate.dev/v1alpha1\nkind: RouterGateway\nmetadata: {name: llm}\nspec: {replica: 3}\n---\nkind: Secret\nmetadata: {name: x}\n")
	text := newBench(t).expect(t, 1, "check", bad)
	holds(t, text, bad+": RouterGateway llm: refused\n", "  spec.replica: there is no such field", "Secret x: not judged", "faults: 3\n")
	holds(t, newBench(t).expect(t, 1, "check", bad, "-o", "json"), `"judged": true`)
	holds(t, newBench(t).expect(t, 1, "check", file(t, "kind: Secret\n")), "there is no RouterGateway in it")
	holds(t, newBench(t).expect(t, 2, "check"), "check needs a FILE")
	holds(t, newBench(t).expect(t, 3, "check", "none.yaml"), "none.yaml")
}
