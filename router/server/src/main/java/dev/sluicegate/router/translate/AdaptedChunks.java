package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stream of a chat completion in the words of OpenAI's protocol, from a provider that deviates from it.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">The protocol</a>
 */
final class AdaptedChunks extends ChunkReader {
    private final ChunkSink out;
    private final boolean usageWanted;
    private final String requestId;
    /** By their numbers, of which there are several if the client asked for several. */
    private final Map<Integer, AdaptedAnswer> answers = new TreeMap<>();

    /** The last chunk of an answer, like which those are that the provider leaves out. */
    private ObjectNode last = Json.object();

    /** The provider's own words about usage; empty as long as it has said none, or in another place. */
    private JsonNode usageSaid = Json.object();

    /** @param requestId names calls if the provider names neither them nor its answer */
    AdaptedChunks(ChunkSink out, boolean usageWanted, String requestId) {
        this.out = out;
        this.usageWanted = usageWanted;
        this.requestId = requestId;
    }

    @Override
    void error(JsonNode error) {
        out.data(ErrorBodies.sameOpenAi(500, Json.bytes(error)));
    }

    @Override
    void chunk(JsonNode data) {
        if (data instanceof ObjectNode chunk) {
            pass(chunk);
        }
    }

    @Override
    boolean begun() {
        return !answers.isEmpty();
    }

    private void pass(ObjectNode chunk) {
        if (chunk.path("usage").isObject()) {
            usageSaid = chunk.path("usage");
            if (chunk.path("choices").isEmpty()) {
                // it comes last, for those who asked
                return;
            }
            // a client that finds it beside a choice may take the chunk for that last one
            chunk.remove("usage");
        }
        if (usageWanted) {
            chunk.putNull("usage");
        }
        for (JsonNode each : chunk.path("choices")) {
            if (each instanceof ObjectNode choice) {
                answers.computeIfAbsent(
                                choice.path("index").asInt(0),
                                _ -> new AdaptedAnswer(Json.textOr(chunk.path("id"), requestId)))
                        .part(choice);
                last = chunk;
            }
        }
        out.data(chunk);
    }

    @Override
    void conclude() {
        answers.forEach((number, answer) -> {
            if (!answer.isEnded()) {
                ObjectNode chunk = another();
                ObjectNode choice = chunk.withArray("choices").addObject().put("index", number);
                choice.putObject("delta");
                answer.end(choice, "");
                out.data(chunk);
            }
        });
        TokenUsage usage = end().usage();
        if (usageWanted && usage != null) {
            ObjectNode chunk = another();
            chunk.set("usage", usageSaid.isEmpty() ? usage.openAi() : usageSaid);
            out.data(chunk);
        }
        out.done();
    }

    /** One without choices. */
    private ObjectNode another() {
        ObjectNode chunk = last.deepCopy();
        chunk.remove("usage");
        chunk.putArray("choices");
        return chunk;
    }
}
