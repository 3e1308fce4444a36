package dev.sluicegate.operator.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The decision of the watchdog to replace one pod, as it stands on the record of the pod's revision: from then on its seat has to go. It is the count
 * of such decisions as well, so both are written at once.
 *
 * @param pod its name; one that is made anew in the same seat has another
 * @param sentence what was wrong with it and what its router said then, for people; cut off where it is long
 */
public record Replacement(Instant at, String pod, Cause cause, String sentence) {
    /** More are never counted, see {@code spec.watchdog.maxRestarts}. */
    private static final int KEPT = 20;

    private static final int LONGEST = 400;
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    public Replacement {
        sentence = sentence == null || sentence.length() <= LONGEST ? sentence : sentence.substring(0, LONGEST) + "…";
    }

    /** The reason for which a pod is replaced; the first that holds is named. */
    public enum Cause {
        /** Its router does not answer. */
        UNRESPONSIVE("does not answer"),
        /** An event loop does not turn. */
        STALLED("has an event loop that does not turn"),
        /** It is about to run out of memory. */
        MEMORY("is near its memory limit"),
        /** The kernel lets it run for hardly any time, because of its CPU limit. */
        THROTTLED("is throttled to a standstill by its CPU limit"),
        /** It fails far more requests than the other pods. */
        ERRORS("fails far more requests than the other pods");

        private final String meaning;

        Cause(String meaning) {
            this.meaning = meaning;
        }

        /** As the rest of a sentence that begins with the pod. */
        public String meaning() {
            return meaning;
        }
    }

    /** These and one more, without the oldest where there are too many. */
    static List<Replacement> appended(List<Replacement> before, Replacement next) {
        return Stream.concat(before.stream().skip(Math.max(0, before.size() + 1 - KEPT)), Stream.of(next))
                .toList();
    }

    /**
     * The same with one more sentence about the last one, for which its own makes room.
     *
     * @param note cut off as well where it is long; empty for none
     */
    public static List<Replacement> noting(List<Replacement> all, String note) {
        Replacement last = all.getLast();
        return Stream.concat(
                        all.stream().limit(all.size() - 1L),
                        Stream.of(new Replacement(
                                last.at, last.pod, last.cause, Notes.added(last.sentence, note, LONGEST))))
                .toList();
    }

    /** As they are written down. */
    public static String text(List<Replacement> all) {
        try {
            return MAPPER.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what {@link #text} wrote; empty if it is something else, for anybody may have written it. */
    public static List<Replacement> parse(String text) {
        try {
            List<Replacement> all = MAPPER.readValue(text, new TypeReference<List<Replacement>>() {});
            boolean complete = all != null
                    && all.stream()
                            .allMatch(it -> it != null
                                    && it.at != null
                                    && it.pod != null
                                    && it.cause != null
                                    && it.sentence != null);
            return complete ? all.subList(Math.max(0, all.size() - KEPT), all.size()) : List.of();
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }
}
