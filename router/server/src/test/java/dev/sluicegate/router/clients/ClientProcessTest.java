package dev.sluicegate.router.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a client has started goes on after it. */
@EnabledOnOs(OS.LINUX)
class ClientProcessTest {
    /** In a session of its own, with another parent, as daemons are. */
    private static final String DAEMON = "setsid tail -f /dev/null >/dev/null 2>&1 & echo $!";

    @Test
    void aDaemonIsEnded(@TempDir Path home) throws Exception {
        List<String> printed = new ArrayList<>();
        ClientProcess.run(
                home,
                Map.of("HOME", home.toString()),
                Duration.ofSeconds(20),
                List.of("sh", "-c", DAEMON),
                printed::add);
        assertThat(printed).hasSize(1);
        // not by the process that was started: it has ended, and its daemon has not
        assertThat(ClientProcess.daemons(home)).hasSize(1);
        ClientProcess.endDaemons(home);
        assertThat(ClientProcess.daemons(home)).isEmpty();
    }
}
