package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a translated request without which it asks for the same: those that the router or a hint put there. A provider that does
 * not know one of them refuses the request, and gets it without.
 */
public final class OptionalFields {
    /** OpenAI's newer name for the limit of tokens; many servers know only the older one, which takes its place. */
    private static final String LIMIT = "max_completion_tokens";

    private static final String OLDER_LIMIT = "max_tokens";

    /** The router's own, which no client misses. */
    private static final Set<String> OWN = Set.of(LIMIT, "stream_options");

    /** Longer names first, since some are a part of others. */
    private static final List<String> NAMES = List.of(
            LIMIT,
            "parallel_tool_calls",
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

    static void leaveOut(ObjectNode request, Set<String> names, Dropped dropped) {
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
            if (isThere
                    && Pattern.compile("(?<![\\w.])" + name + "(?!\\w)")
                            .matcher(text)
                            .find()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** The same fields and one more. */
    public static Set<String> and(Set<String> names, String name) {
        Set<String> all = new LinkedHashSet<>(names);
        all.add(name);
        return Set.copyOf(all);
    }
}
