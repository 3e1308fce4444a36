package dev.sluicegate.router.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.FreePort;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.LoadClients;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Config after config comes into force under clients that never pause for it. Nothing may be lost; with a restart instead, it is. */
class ReloadUnderLoadTest {
    private static final int TOKENS = 10;
    private static final int REQUESTS_PER_CONFIG = 60;

    private final FakeUpstream upstream = new FakeUpstream();
    private volatile RunningRouter service = RunningRouter.startWith(config(0, 64, 0));
    private final LoadClients clients = new LoadClients(upstream, () -> service, TOKENS, 200);

    @AfterEach
    void close() {
        service.close();
        upstream.close();
    }

    @Test
    void nothingIsLostWhenConfigsChange() throws Exception {
        startClients();
        int port = 0;
        for (int i = 1; i <= 8; i++) {
            int maxHeaderSize = 64 - i % 3;
            if (i % 4 == 0) {
                port = FreePort.any();
            }
            Files.writeString(service.config, config(port, maxHeaderSize, i));
            HttpResponse<String> answer = service.admin("POST", AdminApi.CONFIG_RELOAD, "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            clients.awaitRequests(REQUESTS_PER_CONFIG);
        }
        clients.stop();

        clients.assertNothingLost(service.status());
    }

    /** The mutant: what has the same effect in the end, but not on the way. */
    @Test
    void aRestartInsteadLosesRequests() throws Exception {
        int port = service.router.port();
        service.close();
        service = RunningRouter.startWith(config(port, 64, 0));
        startClients();
        service.close();
        service = RunningRouter.startWith(config(port, 64, 1));
        clients.awaitALoss();
    }

    private String config(int port, int maxHeaderSize, int number) {
        return RunningRouter.config(
                        upstream,
                        "drain: {settle: 2s}\nlistener: {port: " + port + ", maxHeaderSize: " + maxHeaderSize + "Ki}")
                .replace("model: real-model", "model: real-model-" + number);
    }

    private void startClients() {
        clients.start(12, 1, 12);
        clients.awaitRequests(REQUESTS_PER_CONFIG);
    }
}
