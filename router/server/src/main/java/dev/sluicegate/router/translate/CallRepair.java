package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for the calls in a stream of chat completions that passes through, whose provider numbers them wrongly or not at all: clients put
 * the fragments of calls together by them. For one stream only.
 */
public final class CallRepair {
    private static final byte[] CALLS = {'"', 't', 'o', 'o', 'l', '_', 'c', 'a', 'l', 'l', 's', '"'};

    /** Of each of the answers that were asked for. */
    private final Map<Integer, CallNumbers> numbers = new HashMap<>();

    /** The data of an event as it should have been; null if nothing is wrong with it. To be called once for each event, in their order. */
    public byte @Nullable [] repaired(byte[] bytes, int from, int to) {
        if (!mentionsCalls(bytes, from, to)) {
            return null;
        }
        try {
            JsonNode chunk = Json.read(Arrays.copyOfRange(bytes, from, to));
            return repair(chunk) ? Json.bytes(chunk) : null;
        } catch (IOException e) {
            // not ours to judge: it passes as it is
            return null;
        }
    }

    private boolean repair(JsonNode chunk) {
        boolean changed = false;
        for (JsonNode choice : chunk.path("choices")) {
            CallNumbers calls = numbers.computeIfAbsent(choice.path("index").asInt(0), _ -> new CallNumbers());
            for (JsonNode call : choice.path("delta").path("tool_calls")) {
                if (call instanceof ObjectNode fragment) {
                    int number = calls.of(fragment);
                    changed |= !fragment.path("index").isInt()
                            || fragment.path("index").intValue() != number;
                    fragment.put("index", number);
                }
            }
        }
        return changed;
    }

    private static boolean mentionsCalls(byte[] bytes, int from, int to) {
        for (int i = from; i + CALLS.length <= to; i++) {
            if (bytes[i] == '"' && Arrays.equals(bytes, i, i + CALLS.length, CALLS, 0, CALLS.length)) {
                return true;
            }
        }
        return false;
    }
}
