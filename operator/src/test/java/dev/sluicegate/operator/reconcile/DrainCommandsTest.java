package dev.sluicegate.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.observe.RouterClient;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrainCommandsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Pod POD =
            new PodBuilder().withNewMetadata().withName("llm-a").endMetadata().build();

    private final List<String> sent = new ArrayList<>();
    private final RouterClient router = (_, _, method, path, body, _) -> {
        sent.add(method + " " + path + " " + new String(body, UTF_8));
        return Optional.of(new RouterClient.Answer(200, new byte[0]));
    };

    /** Row 17: it was paused beyond its lease. */
    @Test
    void whoLeadsNoLongerGivesNoOrders() {
        DrainCommands commands = new DrainCommands(router, () -> false);

        assertThat(commands.drain(POD, "token", DrainRequest.at(NOON, null, "why")))
                .isFalse();
        assertThat(commands.reopen(POD, "token")).isFalse();
        assertThat(sent).isEmpty();
    }

    /** So that the router need not have the operator's clock. */
    @Test
    void theTimeThatIsLeftIsSentBesideTheDeadline() {
        new DrainCommands(router, () -> true).drain(POD, "token", DrainRequest.at(NOON, NOON.plusSeconds(90), "why"));

        assertThat(sent)
                .containsExactly(
                        "PUT /drain {\"deadline\":\"2026-11-21T12:01:30Z\",\"remainingMs\":90000,\"reason\":\"why\"}");
    }
}
