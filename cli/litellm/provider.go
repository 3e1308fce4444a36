package litellm

import (
	"fmt"
	"net/url"
	"strings"
)

// provider finds the one that an entry speaks to, or makes it; empty when it cannot be said.
func (c *conversion) provider(prefix string, kind family, params *block) string {
	wanted := provider{API: kind.api, Flavor: kind.flavor, BaseURL: kind.baseURL, Responses: kind.responses}
	if base := params.text("api_base"); base != "" {
		if variable(base) != "" {
			c.note("%s.api_base: stands in the environment variable %s; write the address itself. The entry is left out", params.path, variable(base))
			return ""
		}
		wanted.BaseURL = address(prefix, kind, base)
		if prefix == "openai" && !strings.Contains(base, "api.openai.com") {
			wanted.Flavor = ""
			c.note("%s: %s is taken for a server of the plain protocol; its flavor may be in docs/providers.md, and responses: Chat is needed if it has no /v1/responses", params.path, base)
		}
	}
	if wanted.BaseURL == "" {
		c.note("%s: there is no api_base, so nobody knows where it is; the entry is left out", params.path)
		return ""
	}
	if version := params.text("api_version"); version != "" && kind.flavor == "Azure" {
		wanted.Query = map[string]string{"api-version": version}
	}
	wanted.Headers = c.headers(params)
	if params.text("api_base") == "" || kind.variable != "" && prefix != "openai" || params.text("api_key") != "" {
		wanted.Credentials = c.credentials(prefix, kind, params)
	}
	found := c.same(prefix, wanted)
	if most, ok := params.number("max_parallel_requests"); ok && int(most) > found.MaxInFlight {
		found.MaxInFlight = int(most)
		c.note("%s.max_parallel_requests: is maxInFlight of provider %s, which holds in each pod; divide it by the number of pods", params.path, found.Name)
	}
	c.longest(found, params)
	return found.Name
}

func address(prefix string, kind family, base string) string {
	base = strings.TrimSuffix(base, "/")
	if kind.flavor == "Azure" {
		if parsed, err := url.Parse(base); err == nil && parsed.Host != "" {
			return parsed.Scheme + "://" + parsed.Host
		}
	}
	if kind.versioned && !strings.HasSuffix(base, "/v1") {
		return base + "/v1"
	}
	if prefix == "anthropic" {
		return strings.TrimSuffix(base, "/v1")
	}
	return base
}

// A value that is read from the environment, or that looks like a key, is not written into a resource that many may read.
func (c *conversion) headers(params *block) map[string]string {
	written := params.block("extra_headers")
	var kept map[string]string
	for _, name := range sorted(written.fields) {
		value := written.text(name)
		lower := strings.ToLower(name)
		if variable(value) != "" || strings.Contains(lower, "key") || strings.Contains(lower, "auth") || strings.Contains(lower, "token") {
			c.note("%s.%s: may be a secret and is left out; headers cannot be read from a Secret", written.path, name)
			continue
		}
		if kept == nil {
			kept = map[string]string{}
		}
		kept[name] = value
	}
	return kept
}

func (c *conversion) credentials(prefix string, kind family, params *block) *value {
	key := params.text("api_key")
	named := variable(key)
	switch {
	case named != "":
	case key == "" && kind.variable == "":
		return nil
	case key == "":
		named = kind.variable
		c.note("%s: names no api_key; LiteLLM takes it from %s", params.path, named)
	case kind.variable == "" && (key == "none" || key == "fake" || key == "EMPTY" || key == "dummy"):
		return nil
	default:
		c.note("%s.api_key: the key itself stands in the file; it is not copied, put it into the Secret", params.path)
		return c.secret(strings.ReplaceAll(prefix, "_", "-")+"-"+fmt.Sprint(len(c.secrets)+1), "api-key", "")
	}
	return c.secret(secretName(named), "api-key", named)
}

func secretName(variable string) string {
	return strings.Trim(strings.ToLower(strings.ReplaceAll(variable, "_", "-")), "-")
}

// secret names a key of a Secret, and remembers it for whoever has to make it.
func (c *conversion) secret(name, key, variable string) *value {
	made := Secret{name, key, variable}
	for _, each := range c.secrets {
		if each == made {
			return &value{secretKey{name, key}}
		}
	}
	c.secrets = append(c.secrets, made)
	return &value{secretKey{name, key}}
}

// same is the provider that is there already with this address, key and protocol, or a new one.
func (c *conversion) same(prefix string, wanted provider) *provider {
	taken := 0
	for i := range c.gateway.Spec.Providers {
		there := &c.gateway.Spec.Providers[i]
		if fmt.Sprint(there.API, there.Flavor, there.BaseURL, there.Query, there.Headers) == fmt.Sprint(wanted.API, wanted.Flavor, wanted.BaseURL, wanted.Query, wanted.Headers) &&
			(there.Credentials == nil) == (wanted.Credentials == nil) && (there.Credentials == nil || *there.Credentials == *wanted.Credentials) {
			return there
		}
		if there.Name == providerName(prefix) || strings.HasPrefix(there.Name, providerName(prefix)+"-") {
			taken++
		}
	}
	wanted.Name = providerName(prefix)
	if taken > 0 {
		wanted.Name = fmt.Sprintf("%s-%d", wanted.Name, taken+1)
	}
	c.gateway.Spec.Providers = append(c.gateway.Spec.Providers, wanted)
	return &c.gateway.Spec.Providers[len(c.gateway.Spec.Providers)-1]
}

func providerName(prefix string) string {
	return strings.ReplaceAll(strings.TrimSuffix(prefix, "_chat"), "_", "-")
}

// longest: LiteLLM's limits are of a model, these of a provider, so the longest one holds.
func (c *conversion) longest(found *provider, params *block) {
	request, first := params.number("timeout")
	stream, second := params.number("stream_timeout")
	if !first && !second {
		return
	}
	if found.Timeouts == nil {
		found.Timeouts = &timeouts{}
	} else {
		c.note("%s: several models of provider %s have time limits; they are the provider's here, look at them", params.path, found.Name)
	}
	if first {
		found.Timeouts.Request = longer(found.Timeouts.Request, duration(request))
	}
	if second {
		found.Timeouts.FirstByte = longer(found.Timeouts.FirstByte, duration(stream))
	}
}
