package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A router that dies in its pod while it serves: it is told of, and what it carried is not taken for nothing. */
@ExtendWith(OnStage.class)
class CrashIT {
    /** Together more than the container may have, and less than a heap that is told of more may hold of bodies. */
    private static final int BODIES = 18;

    private static final int BODY = 30 << 20;

    private final Stage stage;

    CrashIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aRouterThatTheKernelKillsForItsMemoryComesUpAgainAndIsCounted() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        String before = gateway.stableRevision();
        gateway.patch("{\"spec\":{\"pod\":{\"env\":[{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-Xmx2g\"}]}}}");
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        Pod pod = gateway.pods().getFirst();
        assertThat(unaccounted(gateway)).isZero();

        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < BODIES; i++) {
                clients.execute(() -> sendAllButTheEnd(stage.targets(gateway).getFirst()));
            }
            await("the router to die")
                    .atMost(Stage.PATIENCE)
                    .until(() -> row(gateway, pod).map(PodRow::crashes).isPresent());
            clients.shutdownNow();
        }
        gateway.awaitReady(Stage.PATIENCE);

        assertThat(gateway.pods())
                .extracting(it -> it.getMetadata().getUid())
                .as("the pod, in which kubelet has started another router")
                .containsExactly(pod.getMetadata().getUid());
        assertThat(row(gateway, pod).orElseThrow().lastCrash()).isEqualTo("OOMKilled, exit code 137 (signal 9)");
        assertThat(unaccounted(gateway)).isPositive();
    }

    private static void sendAllButTheEnd(URI target) {
        try (Socket socket = new Socket(target.getHost(), target.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + BODY + "\r\n\r\n")
                    .getBytes(US_ASCII));
            byte[] blanks = new byte[1 << 16];
            Arrays.fill(blanks, (byte) ' ');
            for (int sent = blanks.length; sent < BODY; sent += blanks.length) {
                out.write(blanks);
            }
            // until the router has gone, or the test
            int end = socket.getInputStream().read();
            assertThat(end).isLessThan(0);
        } catch (IOException e) {
            // as it shall be
            return;
        }
    }

    private static Optional<PodRow> row(LiveGateway gateway, Pod pod) {
        return gateway.status().map(RouterGatewayStatus::pods).stream()
                .flatMap(List::stream)
                .filter(it -> pod.getMetadata().getName().equals(it.name()))
                .findFirst();
    }

    private static int unaccounted(LiveGateway gateway) {
        return Stream.of(gateway.get().getStatus().rollout())
                .filter(Objects::nonNull)
                .map(it -> Objects.requireNonNullElse(it.unaccountedPods(), 0))
                .findFirst()
                .orElse(0);
    }
}
