package litellm

import (
	"fmt"
	"math"
	"sort"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Result is a gateway, the Secrets that it names, and what of the file it does not say.
type Result struct {
	Gateway Gateway
	Secrets []Secret
	Notes   []string
}

// Convert reads a config.yaml. What has no counterpart is told in the notes; only a file that is none is an error.
func Convert(text []byte, name string) (Result, error) {
	var file map[string]any
	if err := yaml.Unmarshal(text, &file); err != nil {
		return Result{}, fmt.Errorf("the file is not YAML: %w", err)
	}
	list, _ := file["model_list"].([]any)
	if len(list) == 0 {
		return Result{}, fmt.Errorf("the file has no model_list, so it is no config of LiteLLM's proxy, or has its models in a database")
	}
	c := &conversion{
		gateway: Gateway{APIVersion: "sluicegate.dev/v1alpha1", Kind: "RouterGateway", Metadata: metadata{name}},
		models:  map[string]*model{},
	}
	for i, entry := range list {
		c.entry(newBlock(fmt.Sprintf("model_list[%d]", i), entry))
	}
	general := newBlock("general_settings", file["general_settings"])
	litellm := newBlock("litellm_settings", file["litellm_settings"])
	router := newBlock("router_settings", file["router_settings"])
	c.general(general)
	c.store(router)
	c.caching(litellm)
	c.balance(router)
	c.aliases(router)
	// many settings may stand in either block; those of the router come first
	for _, settings := range []*block{router, litellm} {
		c.retries(settings)
		c.fallbacks(settings)
		c.times(settings)
	}
	c.without(general.rest()...)
	c.without(litellm.rest()...)
	c.without(router.rest()...)
	for _, block := range sorted(file) {
		switch block {
		case "model_list", "general_settings", "litellm_settings", "router_settings":
		default:
			c.without(block)
		}
	}
	return c.result(), nil
}

// conversion is a gateway in the making.
type conversion struct {
	gateway Gateway
	models  map[string]*model
	order   []string
	secrets []Secret
	notes   []string
}

func (c *conversion) note(format string, values ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, values...))
}

func (c *conversion) without(paths ...string) {
	sort.Strings(paths)
	for _, path := range paths {
		c.note("%s: has no counterpart, or none that could be chosen for you; see docs/migrating-from-litellm.md", path)
	}
}

func (c *conversion) result() Result {
	for _, name := range c.order {
		made := c.models[name]
		if len(made.Targets) == 0 {
			c.note("model %s is left out: none of its entries could be taken over", name)
			continue
		}
		made.Fallbacks = c.known(name, made.Fallbacks)
		c.gateway.Spec.Models = append(c.gateway.Spec.Models, *made)
	}
	return Result{c.gateway, c.secrets, c.notes}
}

// Fallbacks to models that are left out would be refused.
func (c *conversion) known(name string, fallbacks []string) []string {
	var kept []string
	for _, each := range fallbacks {
		if found := c.models[each]; found == nil || len(found.Targets) == 0 {
			c.note("model %s: its fallback %s is left out, there is no such model here", name, each)
			continue
		}
		kept = append(kept, each)
	}
	return kept
}

func (c *conversion) entry(entry *block) {
	name := entry.text("model_name")
	params := entry.block("litellm_params")
	info := entry.block("model_info")
	full := params.text("model")
	if name == "" || full == "" {
		c.note("%s: has no model_name or no model, and is left out", entry.path)
		return
	}
	if strings.Contains(name+full, "*") {
		c.note("%s: wildcards have no counterpart, name each model; %s is left out", entry.path, name)
		return
	}
	made := c.model(name)
	prefix, model, found := strings.Cut(full, "/")
	if !found {
		prefix, model = "openai", full
	}
	kind, known := families[prefix]
	if !known {
		c.note("%s: there is no provider for %s; if it has an OpenAI-compatible address, write it by hand", entry.path, full)
		return
	}
	served := c.provider(prefix, kind, params)
	if served == "" {
		return
	}
	one := target{Provider: served, Model: model}
	if weight, ok := params.number("weight"); ok {
		one.Weight = int(math.Max(1, math.Round(weight)))
	}
	if order, ok := params.number("order"); ok {
		one.order = order
		made.Balance = "Ordered"
	}
	made.Targets = append(made.Targets, one)
	if made.Balance == "Ordered" {
		sort.SliceStable(made.Targets, func(i, j int) bool { return made.Targets[i].order < made.Targets[j].order })
	}
	c.price(served, model, info, params)
	c.without(append(append(params.rest(), info.rest()...), entry.rest()...)...)
}

func (c *conversion) model(name string) *model {
	if c.models[name] == nil {
		c.models[name] = &model{Name: name}
		c.order = append(c.order, name)
	}
	return c.models[name]
}

// price is per million tokens; LiteLLM's is per token.
func (c *conversion) price(provider, model string, blocks ...*block) {
	for _, block := range blocks {
		input, first := block.number("input_cost_per_token")
		output, second := block.number("output_cost_per_token")
		if first || second {
			c.gateway.Spec.Prices = append(c.gateway.Spec.Prices, price{provider, model, perMillion(input), perMillion(output)})
			return
		}
	}
}

func perMillion(perToken float64) float64 {
	return math.Round(perToken*1e12) / 1e6
}

// duration is a time in seconds as LiteLLM writes it; empty when it is none.
func duration(seconds float64) string {
	return (time.Duration(seconds*1000) * time.Millisecond).String()
}
