package dev.sluicegate.router.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what is wrong with providers. */
final class ProviderRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    /** RFC 9110, section 5.1. */
    private static final Pattern HEADER_NAME = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]{1,128}");

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

    /** What the router says itself, or what would change where a request ends. */
    private static final Set<String> OURS =
            Set.of("host", "content-length", "transfer-encoding", "connection", "te", "upgrade", "accept-encoding");

    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie");

    private static final Set<String> CREDENTIAL_PARAMETERS =
            Set.of("key", "api-key", "api_key", "apikey", "access_token", "token");

    /** How keys of well-known providers begin, and what stands before a key in a header. */
    private static final Pattern KEY = Pattern.compile("(sk-|Bearer ).*", Pattern.DOTALL);

    private final Checks checks;

    private ProviderRules(Checks checks) {
        this.checks = checks;
    }

    /** @return the providers' names */
    static Set<String> check(List<RouterConfig.Provider> providers, Checks checks) {
        if (providers.isEmpty()) {
            checks.error("providers", "no providers configured; write at least one with name, api and baseUrl");
        }
        ProviderRules rules = new ProviderRules(checks);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < providers.size(); i++) {
            String path = "providers[" + i + "]";
            rules.name(path + ".name", providers.get(i).name(), names);
            rules.wire(path, providers.get(i));
            rules.bounds(path, providers.get(i));
        }
        return names;
    }

    private void name(String path, String name, Set<String> names) {
        if (!checks.required(path, name)) {
            return;
        }
        if (!NAME.matcher(name).matches()) {
            checks.error(path, "must be lower case letters, digits and '-', at most 63, as in my-provider");
        }
        if (!names.add(name)) {
            checks.error(path, "'" + name + "' is the name of an earlier provider; give each its own");
        }
    }

    private void azure(String path, RouterConfig.Provider provider) {
        if (provider.api() == Api.ANTHROPIC) {
            checks.error(path + ".flavor", "Azure speaks OpenAI; write api: OpenAI, or leave flavor out");
        }
        if (!provider.query().containsKey("api-version")) {
            checks.error(
                    path + ".query.api-version",
                    "is missing; Azure wants one, as in api-version: \"2024-10-21\" (or flavor: Standard and a baseUrl that"
                            + " ends with /openai/v1)");
        }
    }

    private void wire(String path, RouterConfig.Provider provider) {
        checks.required(path + ".api", provider.api());
        checks.url(path + ".baseUrl", provider.baseUrl(), Set.of("http", "https"), "https://api.openai.com/v1");
        switch (provider.flavor()) {
            case STANDARD -> {}
            case AZURE -> azure(path, provider);
        }
        if (provider.responses() == Responses.CHAT && provider.api() == Api.ANTHROPIC) {
            checks.error(path + ".responses", "is for providers that speak OpenAI; leave it out");
        }
        if (provider.streamUsage() == StreamUsage.AS_SENT && provider.api() == Api.ANTHROPIC) {
            checks.error(path + ".streamUsage", "is for providers that speak OpenAI; leave it out");
        }
        if (provider.credentialsHeader() != null) {
            if (!HEADER_NAME.matcher(provider.credentialsHeader()).matches() || isOurs(provider.credentialsHeader())) {
                checks.error(
                        path + ".credentialsHeader", "is not a header that can carry a key; write one such as api-key");
            }
            if (provider.credentialsFile() == null) {
                checks.error(path + ".credentialsHeader", "is set, but there are no credentials that it could carry");
            }
        }
        provider.headers().forEach((name, value) -> header(path + ".headers." + name, name, value));
        provider.query().forEach((name, value) -> parameter(path + ".query." + name, name, value));
        if (provider.tls() != null) {
            checks.required(path + ".tls.caFile", provider.tls().caFile());
            if (provider.baseUrl() != null && "http".equals(provider.baseUrl().getScheme())) {
                checks.error(
                        path + ".tls", "is set, but baseUrl begins with http://; write https://, or leave tls out");
            }
        }
    }

    private void header(String path, String name, String value) {
        if (!HEADER_NAME.matcher(name).matches()) {
            checks.error(path, "is not the name of a header");
        } else if (isOurs(name)) {
            checks.error(path, "is set by the router itself; leave it out");
        } else if (CREDENTIALS.contains(name.toLowerCase(Locale.ROOT))) {
            checks.error(path, "would carry a key in the config; put it into the provider's credentials");
        } else if (value == null || !HEADER_VALUE.matcher(value).matches()) {
            checks.error(path, "must have a value of printable ASCII characters");
        } else if (KEY.matcher(value).matches()) {
            checks.error(path, "looks like a key, in plain sight; put it into the provider's credentials");
        }
    }

    private void parameter(String path, String name, String value) {
        if (name.isBlank() || value == null) {
            checks.error(path, "needs a name and a value, as in api-version: \"2024-10-21\"");
        } else if (CREDENTIAL_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))
                || KEY.matcher(value).matches()) {
            checks.error(path, "looks like a key, in plain sight; put it into the provider's credentials");
        }
    }

    private static boolean isOurs(String header) {
        return OURS.contains(header.toLowerCase(Locale.ROOT));
    }

    private void bounds(String path, RouterConfig.Provider provider) {
        RouterConfig.Timeouts timeouts = provider.timeouts();
        checks.positive(path + ".timeouts.connect", timeouts.connect());
        checks.positive(path + ".timeouts.firstByte", timeouts.firstByte());
        checks.positive(path + ".timeouts.idle", timeouts.idle());
        checks.positive(path + ".timeouts.request", timeouts.request());
        checks.limit(path + ".maxInFlight", provider.maxInFlight());
        checks.range(path + ".queue.size", provider.queue().size(), 0, 100_000);
        checks.positive(path + ".queue.timeout", provider.queue().timeout());
        if (provider.slots() != null) {
            checks.path(path + ".slots.path", provider.slots().path());
            checks.duration(path + ".slots.pollInterval", provider.slots().pollInterval(), Duration.ofMillis(100));
            checks.duration(
                    path + ".slots.idlePollInterval", provider.slots().idlePollInterval(), Duration.ofMillis(100));
        }
        if (provider.loadMetrics() != null) {
            checks.path(path + ".loadMetrics.path", provider.loadMetrics().path());
            checks.duration(
                    path + ".loadMetrics.pollInterval", provider.loadMetrics().pollInterval(), Duration.ofMillis(100));
        }
        Ejection ejection = provider.ejection();
        checks.range(path + ".ejection.failures", ejection.failures(), 0, 10_000);
        checks.positive(path + ".ejection.window", ejection.window());
        checks.positive(path + ".ejection.baseTime", ejection.baseTime());
        checks.positive(path + ".ejection.maxTime", ejection.maxTime());
        checks.notLonger(path + ".ejection.baseTime", ejection.baseTime(), "ejection.maxTime", ejection.maxTime());
    }
}
