package dev.sluicegate.operator.model;

import dev.sluicegate.operator.reason.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The reason why a spec is not accepted, or why what it needs cannot be had.
 *
 * @param sentence what is wrong and what to do
 */
public record Refusal(Reason reason, String sentence) {
    /** The first one's reason, with the sentences of all; empty if there are none. */
    public static Optional<Refusal> asOne(List<Refusal> refusals) {
        return refusals.stream()
                .findFirst()
                .map(first -> new Refusal(
                        first.reason(),
                        refusals.stream().map(Refusal::sentence).distinct().collect(Collectors.joining(". "))));
    }
}
