package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Provider;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A call to a provider that costs nothing, to see whether its address and credentials are right: its list of models is asked for.
 *
 * @param good false if requests will certainly fail
 * @param sentence what came of it, without any secret
 */
public record ProviderCheck(boolean good, String sentence) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Calls the provider. Never fails.
     *
     * @param files the provider's
     */
    public static Future<ProviderCheck> call(HttpClient client, Provider provider, ProviderFiles files) {
        Addressing addressing = new Addressing(provider, files);
        Credential credential = files.credential();
        String key = credential == null ? null : credential.value();
        String uri = addressing.modelsUri();
        RequestOptions options = addressing.request(HttpMethod.GET, uri);
        return client.request(options)
                .recover(failure -> Future.failedFuture(EgressProxy.seen(failure, options)))
                .compose(request -> {
                    if (provider.api() == Api.ANTHROPIC) {
                        request.putHeader("anthropic-version", "2023-06-01");
                    }
                    addressing.addHeaders(request.headers(), key);
                    return request.send();
                })
                .compose(response -> ended(response))
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .map(status -> judged(provider, uri, status))
                .otherwise(e -> new ProviderCheck(
                        false, "provider " + provider.name() + " cannot be reached: " + UpstreamFailure.reason(e)));
    }

    private static Future<Integer> ended(HttpClientResponse response) {
        HttpClientRequest request = response.request();
        int status = response.statusCode();
        // the list may be long, and nobody reads it
        return request.reset().map(status).otherwise(status);
    }

    private static ProviderCheck judged(Provider provider, String uri, int status) {
        String who = "provider " + provider.name();
        if (status >= 200 && status < 300) {
            return new ProviderCheck(true, who + " answers");
        }
        if (status == 401 || status == 403) {
            return new ProviderCheck(
                    false,
                    who + " refuses the credentials with " + status + "; write the right key, or credentialsHeader");
        }
        if (status == 404 || status == 405) {
            return new ProviderCheck(
                    true,
                    who + " has nothing at " + uri + " (" + status
                            + "); either it has no list of models, or baseUrl is wrong: "
                            + (provider.api() == Api.OPENAI
                                    ? "with api OpenAI it mostly ends with /v1"
                                    : "with api Anthropic it does not end with /v1"));
        }
        return new ProviderCheck(status < 500, who + " answers " + status);
    }
}
