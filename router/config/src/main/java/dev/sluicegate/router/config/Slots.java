package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * A llama.cpp server's slots: the router asks how many are free and never sends it more.
 *
 * @param path below the server's root; {@code /slots} when absent
 * @param pollInterval how often it is asked while it is busy; 2s when absent
 * @param idlePollInterval how often while it is idle; 30s when absent
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server">llama.cpp's server</a>
 */
public record Slots(String path, Duration pollInterval, Duration idlePollInterval) {
    public static final Slots WITH_DEFAULTS = new Slots("/slots", Duration.ofSeconds(2), Duration.ofSeconds(30));
}
