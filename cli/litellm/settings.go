package litellm

import (
	"fmt"
	"time"
)

func (c *conversion) general(settings *block) {
	key := settings.text("master_key")
	switch {
	case key == "":
		c.note("general_settings.master_key: is not there, so everybody who reaches the Service is served (auth.mode: None), as by LiteLLM")
	case variable(key) != "":
		c.gateway.Spec.Auth = &auth{"MasterKey", c.secret(secretName(variable(key)), "key", variable(key))}
	default:
		c.note("general_settings.master_key: the key itself stands in the file; it is not copied, put it into the Secret")
		c.gateway.Spec.Auth = &auth{"MasterKey", c.secret("litellm-master-key", "key", "")}
	}
	if settings.take("database_url") != nil {
		c.note("general_settings.database_url: virtual keys are in the database, not in the file; write them into a Secret as docs/keys.md says, and auth.mode: Keys")
	}
	if most, ok := settings.number("max_parallel_requests"); ok {
		c.limits().MaxConcurrent = int(most)
	}
	if size, ok := settings.number("max_request_size_mb"); ok {
		c.limits().MaxRequestBodySize = fmt.Sprintf("%dMi", int(size))
	}
}

func (c *conversion) limits() *limits {
	if c.gateway.Spec.Limits == nil {
		c.gateway.Spec.Limits = &limits{}
	}
	return c.gateway.Spec.Limits
}

func (c *conversion) store(settings *block) {
	host, port := settings.text("redis_host"), settings.text("redis_port")
	password := settings.text("redis_password")
	if host == "" {
		return
	}
	if variable(host) != "" || variable(port) != "" {
		c.note("router_settings.redis_host: stands in an environment variable; write limits.store.url by hand")
		return
	}
	if port == "" {
		port = "6379"
	}
	made := &store{URL: "redis://" + host + ":" + port}
	switch {
	case variable(password) != "":
		made.Password = c.secret(secretName(variable(password)), "password", variable(password))
	case password != "":
		c.note("router_settings.redis_password: the password itself stands in the file; it is not copied, put it into the Secret")
		made.Password = c.secret("redis-password", "password", "")
	}
	c.limits().Store = made
}

func (c *conversion) caching(settings *block) {
	if settings.take("drop_params") == false {
		for _, each := range c.models {
			each.Unsupported = "Refuse"
		}
	}
	params := settings.block("cache_params")
	if settings.take("cache") != true {
		return
	}
	if kind := params.text("type"); kind != "" && kind != "local" {
		c.note("litellm_settings.cache_params.type: a cache in %s has no counterpart; cache: {} is one in each pod", kind)
		return
	}
	c.gateway.Spec.Cache = &cache{TTL: "5m"}
	if ttl, ok := params.number("ttl"); ok {
		c.gateway.Spec.Cache.TTL = duration(ttl)
	}
	c.without(params.rest()...)
}

func (c *conversion) balance(settings *block) {
	words := map[string]string{"": "", "simple-shuffle": "", "least-busy": "LeastInFlight"}
	strategy := settings.text("routing_strategy")
	balance, known := words[strategy]
	if !known {
		c.note("router_settings.routing_strategy: %s has no counterpart; the targets of a model are chosen at random, by weight", strategy)
		return
	}
	for _, each := range c.models {
		if each.Balance == "" {
			each.Balance = balance
		}
	}
}

func (c *conversion) aliases(settings *block) {
	named := settings.block("model_group_alias")
	for _, alias := range sorted(named.fields) {
		of, _ := named.fields[alias].(string)
		if detailed, ok := named.fields[alias].(map[string]any); ok {
			of, _ = detailed["model"].(string)
		}
		if c.models[of] == nil || c.models[alias] != nil {
			c.note("%s.%s: there is no model %s, or one that is called so; the alias is left out", named.path, alias, of)
			continue
		}
		c.models[of].Aliases = append(c.models[of].Aliases, alias)
	}
}

func (c *conversion) retries(settings *block) {
	attempts, first := settings.number("num_retries")
	backoff, second := settings.number("retry_after")
	for _, each := range c.models {
		if each.Retry == nil && (first && attempts >= 1 || second && backoff > 0) {
			each.Retry = &retry{}
			if first && attempts >= 1 {
				each.Retry.Attempts = int(attempts)
			}
			if second && backoff > 0 {
				each.Retry.Backoff = duration(backoff)
			}
		}
	}
}

func (c *conversion) fallbacks(settings *block) {
	list, _ := settings.take("fallbacks").([]any)
	for _, entry := range list {
		pairs, _ := entry.(map[string]any)
		for _, name := range sorted(pairs) {
			if c.models[name] == nil {
				c.note("%s.fallbacks: there is no model %s", settings.path, name)
			} else if len(c.models[name].Fallbacks) == 0 {
				c.models[name].Fallbacks = words(pairs[name])
			}
		}
	}
	for _, other := range words(settings.take("default_fallbacks")) {
		for _, name := range c.order {
			if name != other && c.models[name].Fallbacks == nil {
				c.models[name].Fallbacks = []string{other}
			}
		}
	}
}

// times: what LiteLLM says for all models is each provider's, unless that has its own.
func (c *conversion) times(settings *block) {
	request, first := settings.number("timeout")
	if !first {
		request, first = settings.number("request_timeout")
	}
	stream, second := settings.number("stream_timeout")
	failures, third := settings.number("allowed_fails")
	cooldown, fourth := settings.number("cooldown_time")
	for i := range c.gateway.Spec.Providers {
		each := &c.gateway.Spec.Providers[i]
		if (first || second) && each.Timeouts == nil {
			each.Timeouts = &timeouts{}
			if first {
				each.Timeouts.Request = duration(request)
			}
			if second {
				each.Timeouts.FirstByte = duration(stream)
			}
		}
		if (third || fourth) && each.Ejection == nil {
			each.Ejection = &ejection{}
			if third {
				each.Ejection.Failures = max(1, int(failures))
			}
			if fourth {
				each.Ejection.BaseTime = duration(cooldown)
			}
		}
	}
}

func longer(one, other string) string {
	first, _ := time.ParseDuration(one)
	second, _ := time.ParseDuration(other)
	if first > second {
		return one
	}
	return other
}
