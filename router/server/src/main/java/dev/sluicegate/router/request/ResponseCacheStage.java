package dev.sluicegate.router.request;

import dev.sluicegate.router.cache.AnswerCache;
import dev.sluicegate.router.cache.CacheKey;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Answers a request from the cache, or keeps its answer for the next one. */
final class ResponseCacheStage {
    private static final String HEADER = "x-sluicegate-cache";

    /** Larger questions are hardly asked twice, and looking at them takes time. */
    private static final int LARGEST_QUESTION = 1 << 20;

    private ResponseCacheStage() {}

    /** Whether the request is answered now. If not, its answer is kept as soon as it is given. */
    static boolean answered(Call call, Operation operation, BodyReader body, BodyReading.Valid facts) {
        AnswerCache cache = call.serving().governing().cache();
        if (cache == null || facts.stream() || body.length() > LARGEST_QUESTION || wantsNoCache(call)) {
            return false;
        }
        CacheKey question = CacheKey.of(
                List.of(
                        call.serving().hash(),
                        call.caller().id(),
                        operation.name(),
                        orEmpty(call.request().query()),
                        orEmpty(call.request().getHeader("anthropic-version")),
                        orEmpty(call.request().getHeader("anthropic-beta"))),
                List.of(body.bytes()));
        byte[] answer = cache.get(question);
        if (answer != null) {
            call.reply().header(HEADER, "hit");
            call.reply().json(200, answer);
            return true;
        }
        call.reply().header(HEADER, "miss");
        call.reply().keepCopy(cache.largest(), kept -> cache.put(question, kept));
        return false;
    }

    private static boolean wantsNoCache(Call call) {
        String control = orEmpty(call.request().getHeader("cache-control")).toLowerCase(Locale.ROOT);
        return control.contains("no-cache") || control.contains("no-store");
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
