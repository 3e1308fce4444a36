package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.app.WatchedNamespaces.Access;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceProbeTest {
    private final InMemoryApiServer server = InMemoryApiServer.start();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withAutoConfigure(false)
                    .withMasterUrl(server.address().toString())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final NamespaceProbe probe = new NamespaceProbe(client);

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void withoutTheRightToReadRouterKeysANamespaceIsLookedAfterAllTheSame() {
        assertThat(probe.apply("ai")).isEqualTo(Access.Granted.ALL);
        server.deny("list routerkeys");

        assertThat(probe.apply("ai"))
                .isInstanceOfSatisfying(
                        Access.Granted.class,
                        it -> assertThat(it.keysDenied().orElseThrow())
                                .startsWith("not allowed to read routerkeys in namespace ai"));
        server.allow("list routerkeys");
        assertThat(probe.apply("ai")).isEqualTo(Access.Granted.ALL);
    }

    @Test
    void withoutARightThatGatewaysNeedItIsNot() {
        server.deny("list routerkeys");
        server.deny("list secrets");

        assertThat(probe.apply("ai"))
                .isInstanceOfSatisfying(
                        Access.Denied.class, it -> assertThat(it.why()).startsWith("not allowed to read secrets"));
    }
}
