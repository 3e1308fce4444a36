package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row 30: another pod that reaches the admin port, and has no token or a wrong one, is refused all but the probes and the metrics. */
@ExtendWith(OnStage.class)
class AdminPortIT {
    private static final List<String> GUARDED = List.of(
            "GET " + AdminApi.HEALTH,
            "GET " + AdminApi.HEALTH_DETAILED,
            "GET " + AdminApi.STATUS,
            "PUT " + AdminApi.DRAIN,
            "DELETE " + AdminApi.DRAIN,
            "GET " + AdminApi.DRAIN_WAIT,
            "POST " + AdminApi.CACHE_CLEAR,
            "POST " + AdminApi.CONFIG_RELOAD,
            "GET " + AdminApi.LOG_LEVEL,
            "PUT " + AdminApi.LOG_LEVEL,
            "GET " + AdminApi.DIAGNOSTICS);
    private static final List<String> FREE =
            List.of("GET " + AdminApi.ALIVE, "GET " + AdminApi.READY, "GET " + AdminApi.METRICS);

    private final Stage stage;

    AdminPortIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void anotherPodWithoutTheTokenIsRefused() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        Pod router = gateway.pods().getFirst();
        Pod stranger = stage.client()
                .resource(stranger(router.getStatus().getPodIP()))
                .inNamespace(stage.namespace())
                .create();
        try {
            await("the stranger has asked everything")
                    .atMost(Stage.PATIENCE)
                    .until(() -> "Succeeded"
                            .equals(stage.client()
                                    .pods()
                                    .resource(stranger)
                                    .get()
                                    .getStatus()
                                    .getPhase()));
            String answers = stage.client().pods().resource(stranger).getLog();

            assertThat(answers.lines()).containsExactlyElementsOf(expected());
            assertThat(gateway.pods())
                    .as("nothing has happened to the pod")
                    .singleElement()
                    .extracting(pod -> pod.getMetadata().getUid())
                    .isEqualTo(router.getMetadata().getUid());
        } finally {
            stage.client().pods().resource(stranger).delete();
        }
    }

    private static List<String> expected() {
        List<String> lines = new ArrayList<>();
        FREE.forEach(it -> lines.add(it + " none 200"));
        for (String endpoint : GUARDED) {
            lines.add(endpoint + " none 401");
            lines.add(endpoint + " wrong 401");
        }
        return lines;
    }

    /** Under the namespace's restricted standard, as every pod there. */
    private Pod stranger(String address) {
        StringBuilder script = new StringBuilder("""
                ask() {
                  { printf '%s %s HTTP/1.1\\r\\nHost: router\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n' "$1" "$2"
                    [ "$3" = none ] || printf 'Authorization: Bearer wrong\\r\\n'
                    printf '\\r\\n'; } | nc ADDRESS 9090 | { read -r version code rest; echo "$1 $2 $3 $code"; }
                }
                """.replace("ADDRESS", address));
        FREE.forEach(it -> script.append("ask ").append(it).append(" none\n"));
        GUARDED.forEach(it -> script.append("ask ")
                .append(it)
                .append(" none\n")
                .append("ask ")
                .append(it)
                .append(" wrong\n"));
        return new PodBuilder()
                .withNewMetadata()
                .withName("stranger")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(1000L)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("shell")
                .withImage(stage.cluster().shellImage())
                .withCommand("sh", "-c", script.toString())
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build();
    }
}
