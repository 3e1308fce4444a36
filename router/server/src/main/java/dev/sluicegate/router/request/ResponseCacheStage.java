package dev.sluicegate.router.request;

import dev.sluicegate.router.cache.CacheKey;
import dev.sluicegate.router.cache.ResponseStore;
import dev.sluicegate.router.provider.ForwardedKey;
import dev.sluicegate.router.response.ClientResponse;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The response cache: has just this been answered before? If not, its answer is kept as soon as it is given. */
final class ResponseCacheStage extends Stage<GenerationRequest, GenerationRequest> {
    private static final String HEADER = "x-sluicegate-cache";

    /** Larger requests are hardly made twice, and looking at them takes time. */
    private static final int LARGEST_REQUEST = 1 << 20;

    @Override
    void enter(GenerationRequest request) {
        ResponseStore cache = request.config().policies().cache();
        if (cache == null
                || request.facts().stream()
                || request.body().length() > LARGEST_REQUEST
                || wantsNoCache(request.http())) {
            next(request);
            return;
        }
        ClientResponse response = request.response();
        CacheKey key = key(request);
        byte[] answer = cache.get(key);
        if (answer != null) {
            response.header(HEADER, "hit");
            response.json(200, answer);
        } else {
            response.header(HEADER, "miss");
            response.keepCopy(cache.largest(), kept -> cache.put(key, kept));
            next(request);
        }
    }

    private static CacheKey key(GenerationRequest request) {
        HttpServerRequest http = request.http();
        ForwardedKey key = request.head().clientKey();
        return CacheKey.of(
                List.of(
                        request.config().hash(),
                        request.caller().id(),
                        request.operation().name(),
                        orEmpty(http.query()),
                        passed(request),
                        // what one client has paid for is not for another that the gateway cannot tell from it
                        key == null ? "" : key.value()),
                List.of(request.body().bytes()));
    }

    /** The headers that go to a provider because they tell it what to do. */
    private static String passed(GenerationRequest request) {
        Stream<String> more = request.config().config().providers().stream()
                .flatMap(provider -> provider.passThrough().requestHeaders().stream());
        StringBuilder passed = new StringBuilder();
        Stream.concat(Stream.of("anthropic-version", "anthropic-beta", "openai-beta"), more)
                .distinct()
                .forEach(name -> passed.append(name)
                        .append(request.http().headers().getAll(name))
                        .append('\n'));
        return passed.toString();
    }

    private static boolean wantsNoCache(HttpServerRequest http) {
        String control = orEmpty(http.getHeader("cache-control")).toLowerCase(Locale.ROOT);
        return control.contains("no-cache") || control.contains("no-store");
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
