package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.ProviderProxy;
import dev.sluicegate.router.config.ServerAddress;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.tls.WatchedFiles;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a provider and of its operations, and what each request to it says about who asks. Immutable; safe for any thread.
 */
public final class Addressing {
    private final Provider config;
    private final Dialect dialect;
    private final String basePath;
    private final String query;
    private final String credentialsHeader;
    private final ProviderFiles files;

    Addressing(Provider config, ProviderFiles files) {
        this.config = config;
        String path = config.baseUrl().getRawPath();
        this.basePath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> parameters = new ArrayList<>();
        config.query().forEach((name, value) -> parameters.add(encoded(name) + "=" + encoded(value)));
        this.query = String.join("&", parameters);
        String own = config.credentialsHeader();
        this.dialect = Dialect.of(config.flavor(), config.api());
        this.credentialsHeader = own == null ? dialect.credentialsHeader() : own.toLowerCase(Locale.ROOT);
        this.files = files;
    }

    private int port() {
        URI base = config.baseUrl();
        return base.getPort() > 0 ? base.getPort() : "https".equals(base.getScheme()) ? 443 : 80;
    }

    /** Where to connect to in place of what the name leads to; empty if the name is to be looked up. */
    List<InetSocketAddress> fixedAddresses() {
        return config.addresses().stream()
                .map(address -> ServerAddress.parse(address, port()))
                .toList();
    }

    /** A request to this provider, without its headers. */
    public RequestOptions request(HttpMethod method, String uri) {
        URI base = config.baseUrl();
        boolean https = "https".equals(base.getScheme());
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(base.getHost())
                .setPort(port())
                .setSsl(https)
                .setURI(uri)
                .setConnectTimeout(config.timeouts().connect().toMillis());
        WatchedFiles<ClientSSLOptions> tls = files.tls();
        if (tls != null) {
            options.setSslOptions(tls.value());
        }
        ProviderProxy proxy = config.proxy();
        if (proxy != null) {
            options.setProxyOptions(EgressProxy.options(
                    proxy, files.proxyPassword(), config.timeouts().connect()));
        }
        return options;
    }

    /**
     * Path and query of an operation.
     *
     * @param model the model's name there
     * @param clientQuery the client's own; the provider's parameters come before its
     */
    public String uri(Operation operation, String model, @Nullable String clientQuery) {
        StringBuilder uri = new StringBuilder(basePath).append(dialect.path(operation, model));
        String all = query;
        if (clientQuery != null && !clientQuery.isEmpty()) {
            String others = config.query().isEmpty() ? clientQuery : withoutOurs(clientQuery);
            all = all.isEmpty() || others.isEmpty() ? all + others : all + "&" + others;
        }
        return all.isEmpty() ? uri.toString() : uri.append('?').append(all).toString();
    }

    private String withoutOurs(String clientQuery) {
        List<String> others = new ArrayList<>();
        for (String parameter : clientQuery.split("&", -1)) {
            if (!config.query().containsKey(decoded(parameter.split("=", 2)[0]))) {
                others.add(parameter);
            }
        }
        return String.join("&", others);
    }

    /** Where its list of models is, which costs nothing to ask for. */
    String modelsUri() {
        String path = basePath + (config.api() == Api.ANTHROPIC ? "/v1/models" : "/models");
        return query.isEmpty() ? path : path + "?" + query;
    }

    /** Adds what the config says every request shall carry; {@code key} is null for a provider that wants none. */
    public void addHeaders(MultiMap headers, @Nullable String key) {
        for (Map.Entry<String, String> header : config.headers().entrySet()) {
            headers.set(header.getKey(), header.getValue());
        }
        if (key != null) {
            // RFC 6750; everywhere else it is the bare key
            headers.set(credentialsHeader, credentialsHeader.equals("authorization") ? "Bearer " + key : key);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
