package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the chunks of a chat completion's stream say of its end: why it ended, and what it took. */
final class ChunksEnd {
    private String reason = "";
    private boolean usageAlone;
    private @Nullable TokenUsage usage;
    private int choice = -1;

    /** Whether an event's data is the terminator, which is no chunk. */
    static boolean isTerminator(byte[] data) {
        return new String(data, 0, Math.min(data.length, 16), UTF_8).strip().equals("[DONE]");
    }

    void accept(JsonNode chunk) {
        TokenUsage said = TokenUsage.inChat(chunk);
        List<JsonNode> choices = choices(chunk);
        if (said != null) {
            usage = said;
            usageAlone |= choices.isEmpty();
        }
        for (JsonNode each : choices) {
            reason = Json.textOr(each.path("finish_reason"), reason);
        }
    }

    /** A chunk's parts of the one answer that was asked for: that which came first. */
    List<JsonNode> choices(JsonNode chunk) {
        List<JsonNode> ours = new ArrayList<>(1);
        for (JsonNode each : chunk.path("choices")) {
            int number = each.path("index").asInt(0);
            choice = choice < 0 ? number : choice;
            if (number == choice) {
                ours.add(each);
            }
        }
        return ours;
    }

    /** The provider's word; empty if it has said none. */
    String reason() {
        return reason;
    }

    /**
     * Whether the answer was whole, as far as its chunks tell: the provider said why it ended, or counted its tokens in a chunk for
     * that alone, as is done at the end.
     */
    boolean isReached() {
        return !reason.isEmpty() || usageAlone;
    }

    /** Null as long as the provider has not said. */
    @Nullable TokenUsage usage() {
        return usage;
    }
}
