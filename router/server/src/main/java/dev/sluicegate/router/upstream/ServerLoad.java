package dev.sluicegate.router.upstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what inference servers say of their load. */
final class ServerLoad {
    private static final JsonFactory JSON = new JsonFactory();

    /** From here on a server puts requests off, or throws out what it has cached for others. */
    private static final double CACHE_IS_FULL = 0.95;

    private ServerLoad() {}

    /** @param busy how many of them are working */
    record Slots(int total, int busy) {}

    /**
     * A llama.cpp server's {@code /slots}: an array of objects with {@code is_processing}.
     *
     * @return null if the body is something else
     * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server#get-slots-returns-the-current-slots-processing-state">/slots</a>
     */
    static @Nullable Slots slots(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            int total = 0;
            int busy = 0;
            while (json.nextToken() == JsonToken.START_OBJECT) {
                total++;
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    boolean busyField = json.currentName().equals("is_processing");
                    busy += json.nextToken() == JsonToken.VALUE_TRUE && busyField ? 1 : 0;
                    json.skipChildren();
                }
            }
            return json.currentToken() == JsonToken.END_ARRAY && total > 0 ? new Slots(total, busy) : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** A llama.cpp server's {@code total_slots} in {@code /props}; null if the body does not say. */
    static @Nullable Integer totalSlots(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals("total_slots");
                if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                    return json.getIntValue();
                }
                json.skipChildren();
            }
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * A llama.cpp server's {@code /metrics}, which say how many slots work but not how many there are.
     *
     * @param total as {@code /props} says; null if it does not
     * @return null if the text says nothing of it, or not enough
     */
    static @Nullable Slots slotsOfMetrics(String text, @Nullable Integer total) {
        double busy = sum(text, "llamacpp:requests_processing");
        double deferred = sum(text, "llamacpp:requests_deferred");
        if (Double.isNaN(busy)) {
            return null;
        }
        if (total != null) {
            return new Slots(total, (int) busy);
        }
        // a request is put off only while all slots work
        return deferred > 0 && busy > 0 ? new Slots((int) busy, (int) busy) : null;
    }

    /**
     * How much weighs on a vLLM server beside our own requests, in requests. Those that wait count twice, and a full cache counts as
     * if everything that runs waited.
     *
     * @param ours how many of its requests are ours
     * @return NaN if the text says nothing of it
     * @see <a href="https://docs.vllm.ai/en/latest/usage/metrics.html">vLLM's metrics</a>
     */
    static double pressure(String text, int ours) {
        double running = sum(text, "vllm:num_requests_running");
        double waiting = sum(text, "vllm:num_requests_waiting");
        if (Double.isNaN(running) || Double.isNaN(waiting)) {
            return Double.NaN;
        }
        double newer = sum(text, "vllm:kv_cache_usage_perc");
        double cache = Double.isNaN(newer) ? sum(text, "vllm:gpu_cache_usage_perc") : newer;
        return Math.max(0, running + waiting - ours) + waiting + (cache >= CACHE_IS_FULL ? running : 0);
    }

    /** The sum of a metric's samples in Prometheus' text format; NaN if there is none. */
    static double sum(String text, String name) {
        double sum = Double.NaN;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;
            double value = line.startsWith(name) ? sample(line, name.length()) : Double.NaN;
            if (!Double.isNaN(value)) {
                sum = Double.isNaN(sum) ? value : sum + value;
            }
        }
        return sum;
    }

    private static double sample(String line, int nameEnd) {
        int from = nameEnd;
        if (from < line.length() && line.charAt(from) == '{') {
            from = line.lastIndexOf('}') + 1;
        }
        if (from <= 0 || from >= line.length() || line.charAt(from) > ' ') {
            return Double.NaN;
        }
        String[] valueAndTime = line.substring(from).strip().split("\\s+", 2);
        try {
            return Double.parseDouble(valueAndTime[0]);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
