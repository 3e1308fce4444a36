package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A llama.cpp server's slots: the router asks how many are free and never sends it more.
 *
 * @param path below the server's root; {@code /slots} when absent
 * @param poll how often it is asked while it is busy; 2s when absent
 * @param idlePoll how often while it is idle; 30s when absent
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server">llama.cpp's server</a>
 */
public record Slots(String path, Duration poll, Duration idlePoll) {
    public static final Slots DEFAULT = new Slots("/slots", Duration.ofSeconds(2), Duration.ofSeconds(30));

    @JsonCreator
    static Slots of(
            @JsonProperty("path") @Nullable String path,
            @JsonProperty("poll") @Nullable Duration poll,
            @JsonProperty("idlePoll") @Nullable Duration idlePoll) {
        return new Slots(
                Absent.or(path, DEFAULT.path), Absent.or(poll, DEFAULT.poll), Absent.or(idlePoll, DEFAULT.idlePoll));
    }
}
