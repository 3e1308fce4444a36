package dev.sluicegate.router.adminapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to a router to drain.
 *
 * @param deadline when what is still in flight gets its end notice and is cut, settling included; null is never. A later request
 *     replaces it, so that sending the same request twice changes nothing
 * @param reason a word or a sentence for people: logged, and told to clients that are cut
 * @param restartExpectedMs told to clients that are cut: in how many milliseconds a new request is likely to be served; null when
 *     that is not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DrainRequest(
        @Nullable Instant deadline, String reason, @Nullable Long restartExpectedMs) {}
