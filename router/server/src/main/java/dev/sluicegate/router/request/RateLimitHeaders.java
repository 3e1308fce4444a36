package dev.sluicegate.router.request;

import dev.sluicegate.router.limits.RemainingAllowance;
import dev.sluicegate.router.response.ClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client what it has left, in the headers of its own protocol.
 *
 * @see <a href="https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers">OpenAI's</a>
 * @see <a href="https://docs.anthropic.com/en/api/rate-limits#response-headers">Anthropic's</a>
 */
final class RateLimitHeaders {
    private RateLimitHeaders() {}

    static void put(ClientResponse client, RemainingAllowance remaining) {
        put(client, "requests", remaining.requests());
        put(client, "tokens", remaining.tokens());
    }

    private static void put(ClientResponse client, String what, RemainingAllowance.@Nullable Part part) {
        if (part == null) {
            return;
        }
        String limit = Integer.toString(part.perMinute());
        String remaining = Long.toString(part.remaining());
        switch (client.protocol().api()) {
            case OPENAI -> {
                client.header("x-ratelimit-limit-" + what, limit);
                client.header("x-ratelimit-remaining-" + what, remaining);
                client.header("x-ratelimit-reset-" + what, openAi(part.reset()));
            }
            case ANTHROPIC -> {
                String prefix = "anthropic-ratelimit-" + what;
                client.header(prefix + "-limit", limit);
                client.header(prefix + "-remaining", remaining);
                client.header(
                        prefix + "-reset",
                        Instant.now()
                                .plus(part.reset())
                                .plusMillis(999)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
            }
        }
    }

    /** As in 1m30s, 12.5s or 20ms. */
    private static String openAi(Duration time) {
        if (time.toMillis() < 1_000) {
            return time.toMillis() + "ms";
        }
        String seconds = time.toSecondsPart()
                + (time.toMillisPart() == 0 ? "" : "." + "%03d".formatted(time.toMillisPart())) + "s";
        return time.toMinutes() > 0 ? time.toMinutes() + "m" + seconds : seconds;
    }
}
