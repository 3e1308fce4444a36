package dev.sluicegate.router.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.FreePort;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New configs come into force while old requests finish on the old one, and wrong ones never do. */
@RouterTest
class ReloadTest {
    private static final String CHAT = "/v1/chat/completions";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    @TempDir
    Path folder;

    ReloadTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void anOldRequestFinishesOnTheOldConfigAndANewOneBeginsOnTheNew() throws Exception {
        String before = router.status().configHash();
        try (RawClient streaming = router.connect();
                RawClient kept = router.connect()) {
            streaming.post(CHAT, "{\"model\":\"fast\",\"stream\":true}");
            FakeUpstream.Call stream = upstream.take();
            stream.startStream();
            stream.send("data: 1\n\n");
            streaming.readUntil("data: 1\n\n");

            offer(config().replace("model: real-model", "model: other-model"));
            await().until(() -> !router.status().configHash().equals(before));
            kept.post(CHAT, "{\"model\":\"fast\"}");
            FakeUpstream.Call fresh = upstream.take();
            assertThat(fresh.body).isEqualTo("{\"model\":\"other-model\"}");
            fresh.json(200, "{}");
            assertThat(kept.read().saysClose()).isFalse();

            assertThat(stream.cancelled).isNotDone();
            stream.send("data: [DONE]\n\n");
            stream.end();
            assertThat(streaming.readUntil("0\r\n\r\n")).contains("[DONE]");
        }
        assertThat(router.status().lastConfigError()).isNull();
        assertThat(router.status().configHash()).isEqualTo(RouterConfigReader.hash(Files.readAllBytes(router.config)));
    }

    @Test
    void aWrongConfigLeavesTheOldOneInForceAndSaysWhy() throws Exception {
        for (String wrong : new String[] {
            config().replace("provider: slow", "provider: nowhere"),
            config().replace("credentials: {file: \"", "credentials: {file: \"/does/not/exist"),
            config().replace("models:", "models: ["),
            ""
        }) {
            String before = router.status().configHash();
            offer(wrong);
            await().until(() -> router.status().lastConfigError() != null);
            assertThat(router.status().configHash()).isEqualTo(before);
            assertServes();
            assertThat(metrics())
                    .contains("sluicegate_config_refused 1.0")
                    .doesNotContain("sluicegate_config_reloads_total{result=\"refused\"} 0.0");

            offer(config());
            await().until(() -> router.status().lastConfigError() == null);
        }
        assertThat(metrics()).contains("sluicegate_config_refused 0.0");
        assertServes();
    }

    /** With a router that looks at the config's own bytes only, the late file is never seen. It is said once what is waited for. */
    @Test
    void aFileThatComesLateIsTakenUp() throws Exception {
        Path late = folder.resolve("late-key");
        offer(config().replace(
                        "baseUrl: \"http://127.0.0.1:1/v1\"",
                        "baseUrl: \"http://127.0.0.1:1/v1\", credentials: {file: \"" + late + "\"}"));
        await().until(() -> router.status().lastConfigError() != null);
        assertThat(router.status().lastConfigError()).contains("there is no file " + late);
        assertServes();

        Files.writeString(late, "sk-late");
        await().atMost(Duration.ofSeconds(30)).until(() -> router.status().lastConfigError() == null);
        assertThat(metrics()).contains("sluicegate_config_reloads_total{result=\"refused\"} 1.0");
    }

    @Test
    void tellsWhatIsWrongWhenItIsAskedToReload() throws Exception {
        Files.writeString(router.config, config().replace("provider: slow", "provider: nowhere"));
        HttpResponse<String> refused = router.admin("POST", AdminApi.CONFIG_RELOAD, "");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("models[1].targets[0].provider", "there is no provider 'nowhere'");

        Files.writeString(router.config, config().replace("model: real-model", "model: other-model"));
        HttpResponse<String> reloaded = router.admin("POST", AdminApi.CONFIG_RELOAD, "");
        assertThat(reloaded.statusCode()).isEqualTo(200);
        assertThat(reloaded.body()).contains(RouterConfigReader.hash(Files.readAllBytes(router.config)));
    }

    /** As kubelet does it: the file is a link to a folder that is a link, and the latter is replaced. */
    @Test
    void seesAConfigMapsLinkSwap() throws Exception {
        Path one = Files.createDirectory(folder.resolve("..one"));
        Path two = Files.createDirectory(folder.resolve("..two"));
        Files.writeString(one.resolve("router.yaml"), config());
        Files.writeString(two.resolve("router.yaml"), config().replace("model: real-model", "model: other-model"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
        Path file = Files.createSymbolicLink(folder.resolve("router.yaml"), Path.of("..data/router.yaml"));
        try (RunningRouter mounted = RunningRouter.of(file)) {
            String before = mounted.status().configHash();
            Files.move(
                    Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..two")),
                    data,
                    StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> !mounted.status().configHash().equals(before));
        }
    }

    @Test
    void aPortMovesAndTheOldOneIsServedForAWhile() throws Exception {
        int before = router.router.port();
        int free = FreePort.any();
        try (RawClient kept = router.connect();
                RawClient streaming = router.connect()) {
            streaming.post(CHAT, "{\"model\":\"one\"}");
            FakeUpstream.Call call = upstream.take();
            offer(config().replace("listener: {port: 0}", "listener: {port: " + free + "}"));
            await().until(() -> router.router.port() == free);
            assertServes();
            try (RawClient late = new RawClient(before)) {
                assertServed(late);
            }
            await().until(() -> isClosed(before));
            assertServed(kept);
            call.json(200, "{}");
            assertThat(streaming.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortLeavesTheOldConfigInForceAndSaysWhoHasIt() throws Exception {
        String before = router.status().configHash();
        offer(config().replace("listener: {port: 0}", "listener: {port: " + upstream.port() + "}")
                .replace("model: real-model", "model: other-model"));
        await().until(() -> router.status().lastConfigError() != null);
        assertThat(router.status().lastConfigError())
                .contains("port " + upstream.port() + " (listener.port) is taken by process "
                        + ProcessHandle.current().pid());
        assertThat(router.status().configHash()).isEqualTo(before);
        assertServes();
    }

    @Test
    void otherLimitsHoldForNewConnectionsAndTheOldAreToldToGo() throws Exception {
        try (RawClient old = router.connect()) {
            assertServed(old);
            String before = router.status().configHash();
            offer(config().replace("listener: {port: 0}", "listener: {port: 0, maxHeaderSize: 4Ki}"));
            await().until(() -> !router.status().configHash().equals(before));

            old.post(CHAT, "{\"model\":\"fast\"}", "x-a: " + "a".repeat(5_000));
            upstream.take().json(200, "{}");
            assertThat(old.read().saysClose()).isTrue();
            old.expectFin();
            try (RawClient fresh = router.connect()) {
                fresh.post(CHAT, "{\"model\":\"fast\"}", "x-a: " + "a".repeat(5_000));
                assertThat(fresh.read().status()).isEqualTo(431);
            }
        }
    }

    @Test
    void aProviderThatStaysIsStillAsBusyAsItWas() throws Exception {
        try (RawClient first = router.connect();
                RawClient second = router.connect()) {
            first.post(CHAT, "{\"model\":\"one\"}");
            FakeUpstream.Call call = upstream.take();
            String before = router.status().configHash();
            offer(config().replace("model: real-model", "model: other-model"));
            await().until(() -> !router.status().configHash().equals(before));
            // its maxInFlight is 1
            assertThat(second.exchange(CHAT, "{\"model\":\"one\"}").status()).isIn(429, 503);
            call.json(200, "{}");
            assertThat(first.read().status()).isEqualTo(200);
        }
    }

    private String config() {
        return RunningRouter.config(upstream, "");
    }

    private void offer(String config) throws IOException {
        Path next = Files.writeString(folder.resolve("next.yaml"), config);
        Files.move(next, router.config, StandardCopyOption.ATOMIC_MOVE);
    }

    private String metrics() {
        return router.admin("GET", AdminApi.METRICS, "").body();
    }

    private void assertServes() throws Exception {
        try (RawClient client = router.connect()) {
            assertServed(client);
        }
    }

    private void assertServed(RawClient client) throws Exception {
        client.post(CHAT, "{\"model\":\"fast\"}");
        Objects.requireNonNull(upstream.take()).json(200, "{}");
        assertThat(client.read().status()).isEqualTo(200);
    }

    private static boolean isClosed(int port) {
        try {
            new RawClient(port).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
