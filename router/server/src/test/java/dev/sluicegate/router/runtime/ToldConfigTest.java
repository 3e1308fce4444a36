package dev.sluicegate.router.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configs that an operator sends before their file comes: checked first, taken at once, and never turned back by an older one. */
@RouterTest
class ToldConfigTest {
    private final FakeUpstream upstream;
    private final RunningRouter router;

    @TempDir
    Path folder;

    ToldConfigTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void aConfigThatIsToldIsInForceWhenTheAnswerComes() {
        String told = config(1, "other-model");
        HttpResponse<String> answer = router.admin("POST", AdminApi.CONFIG_RELOAD, told);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(hash(told));
        assertThat(router.status().configHash()).isEqualTo(hash(told));

        router.admin("POST", AdminApi.CONFIG_RELOAD, told);
        assertThat(metrics()).contains("sluicegate_config_reloads_total{result=\"applied\"} 1.0");
    }

    /** A router that takes what its file has, whatever its generation, goes back to the older one. */
    @Test
    void anOlderFileDoesNotTurnTheRouterBackAndALaterOneIsTaken() throws Exception {
        String told = config(5, "other-model");
        router.admin("POST", AdminApi.CONFIG_RELOAD, told);

        Files.writeString(router.config, config(4, "earlier-model"));
        assertThat(router.admin("POST", AdminApi.CONFIG_RELOAD, "").statusCode())
                .isEqualTo(200);
        assertThat(router.status().configHash()).isEqualTo(hash(told));
        assertThat(router.status().lastConfigError()).isNull();

        String later = config(6, "later-model");
        Files.move(Files.writeString(folder.resolve("next"), later), router.config, StandardCopyOption.ATOMIC_MOVE);
        await().until(() -> router.status().configHash().equals(hash(later)));
    }

    @Test
    void anOlderConfigThatIsToldIsRefused() {
        String told = config(5, "other-model");
        router.admin("POST", AdminApi.CONFIG_RELOAD, told);
        HttpResponse<String> refused = router.admin("POST", AdminApi.CONFIG_RELOAD, config(4, "earlier-model"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("generation 4", "generation 5");
        assertThat(router.status().configHash()).isEqualTo(hash(told));
    }

    @Test
    void aWrongConfigThatIsToldIsRefusedAndSaid() {
        String before = router.status().configHash();
        HttpResponse<String> refused = router.admin("POST", AdminApi.CONFIG_RELOAD, wrong());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("there is no provider 'nowhere'");
        assertThat(router.status().configHash()).isEqualTo(before);
        assertThat(router.status().lastConfigError()).contains("there is no provider 'nowhere'");
    }

    /** With a check that brings the config into force, the hash is another; with one that refuses it there, an error is left. */
    @Test
    void aCheckChangesNothing() {
        String before = router.status().configHash();
        HttpResponse<String> refused = router.admin("POST", AdminApi.CONFIG_CHECK, wrong());
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("models[1].targets[0].provider", "there is no provider 'nowhere'");
        HttpResponse<String> missing = router.admin(
                "POST",
                AdminApi.CONFIG_CHECK,
                config(1, "real-model").replace("credentials: {file: \"", "credentials: {file: \"/does/not/exist"));
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(router.admin("POST", AdminApi.CONFIG_CHECK, config(1, "other-model"))
                        .statusCode())
                .isEqualTo(200);

        assertThat(router.status().configHash()).isEqualTo(before);
        assertThat(router.status().lastConfigError()).isNull();
    }

    private String wrong() {
        return config(1, "real-model").replace("provider: slow", "provider: nowhere");
    }

    private String config(int generation, String model) {
        return "generation: " + generation + "\n"
                + RunningRouter.config(upstream, "").replace("model: real-model", "model: " + model);
    }

    private static String hash(String config) {
        return RouterConfigReader.hash(config.getBytes(StandardCharsets.UTF_8));
    }

    private String metrics() {
        return router.admin("GET", AdminApi.METRICS, "").body();
    }
}
