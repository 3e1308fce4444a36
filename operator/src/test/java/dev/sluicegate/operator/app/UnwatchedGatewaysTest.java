package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnwatchedGatewaysTest {
    private final List<RouterGateway> all = new ArrayList<>();
    private boolean forbidden;
    private final UnwatchedGateways unwatched = new UnwatchedGateways("ai"::equals, each -> {
        if (forbidden) {
            throw new KubernetesClientException("forbidden", 403, null);
        }
        all.forEach(each);
    });

    @Test
    void oneElsewhereThatNoOperatorHasWrittenToIsLookedAfterByNobody() {
        all.add(gateway("ai"));
        unwatched.refresh();
        assertThat(unwatched.count()).isZero();

        RouterGateway elsewhere = gateway("other");
        all.add(elsewhere);
        unwatched.refresh();
        assertThat(unwatched.count()).isEqualTo(1);

        elsewhere.setStatus(observed(RouterGatewayStatus.UNSEEN));
        unwatched.refresh();
        assertThat(unwatched.count()).isEqualTo(1);

        elsewhere.setStatus(observed(1));
        unwatched.refresh();
        assertThat(unwatched.count()).as("another operator looks after it").isZero();
    }

    @Test
    void withoutTheRightNothingIsSaid() {
        all.add(gateway("other"));
        forbidden = true;
        unwatched.refresh();

        assertThat(unwatched.count()).isZero();
    }

    private static RouterGatewayStatus observed(long generation) {
        return new RouterGatewayStatus(
                generation, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static RouterGateway gateway(String namespace) {
        RouterGateway gateway = Gateways.named("llm");
        gateway.getMetadata().setNamespace(namespace);
        return gateway;
    }
}
