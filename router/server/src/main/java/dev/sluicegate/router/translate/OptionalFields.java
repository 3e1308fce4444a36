package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.router.provider.Features;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a translated request without which it asks for the same: those that the router or a hint put there. A provider that does
 * not know one of them refuses the request, and gets it without.
 */
public final class OptionalFields {
    /** OpenAI's newer name; many servers know only the older one, which takes its place. */
    private static final String LIMIT = Features.TOKEN_LIMIT;

    private static final String OLDER_LIMIT = "max_tokens";

    /** The router's own, which no client misses. */
    private static final Set<String> OWN = Set.of(LIMIT, Features.STREAM_OPTIONS);

    /** Longer names first, since some are a part of others. */
    private static final List<String> NAMES = List.of(
            LIMIT,
            "parallel_tool_calls",
            ReasoningFields.NAME,
            "safety_identifier",
            "reasoning_effort",
            "prompt_cache_key",
            "stream_options",
            "output_config",
            "service_tier",
            "temperature",
            "verbosity",
            "metadata",
            "thinking",
            "top_k",
            "top_p",
            "user");

    private OptionalFields() {}

    static void leaveOut(ObjectNode request, Set<String> names, DroppedFields dropped) {
        for (String name : names) {
            JsonNode value = request.remove(name);
            if (name.equals(LIMIT) && value != null) {
                request.set(OLDER_LIMIT, value);
            } else if (value != null && !OWN.contains(name)) {
                dropped.say(name);
            }
        }
    }

    /**
     * The field that an answer of a provider refuses, if it is one that the request can do without.
     *
     * @param request as it was sent
     * @param refusal the answer's body, status 400 or 422
     */
    public static Optional<String> refused(byte[] request, byte[] refusal) {
        String text = new String(refusal, StandardCharsets.UTF_8);
        String sent = new String(request, StandardCharsets.UTF_8);
        for (String name : NAMES) {
            boolean isThere = sent.contains("\"" + name + "\":");
            if (isThere && names(text, name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Whether an answer's body names a field of the request's top, or one of its messages. */
    public static boolean names(byte[] refusal, String field) {
        return names(new String(refusal, StandardCharsets.UTF_8), field);
    }

    private static boolean names(String text, String field) {
        return Pattern.compile("(?<![\\w.])(messages[\\w.\\[\\]]*\\.)?" + field + "(?!\\w)")
                .matcher(text)
                .find();
    }
}
