package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.apiserver.InMemoryApiServer;
import dev.sluicegate.operator.app.WatchedNamespaces.Access;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespaceProbeTest {
    private final InMemoryApiServer server = InMemoryApiServer.start();
    private final KubernetesClient client = server.clientBuilder().build();
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
