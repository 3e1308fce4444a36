package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RouterGateway;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RelevantChangeTest {
    @Test
    void whatPeopleChangeIsLookedAtAtOnceAndWhatTheOperatorWritesIsNot() {
        assertThat(isRelevant(it -> it.getMetadata().setGeneration(2L))).isTrue();
        assertThat(isRelevant(it -> it.getMetadata().setDeletionTimestamp("2026-11-28T12:00:00Z")))
                .isTrue();
        assertThat(isRelevant(it -> it.getMetadata().setFinalizers(List.of("sluicegate.dev/drain"))))
                .isTrue();
        assertThat(isRelevant(it -> it.getMetadata().setAnnotations(Map.of("sluicegate.dev/restartedAt", "now"))))
                .isTrue();
        assertThat(isRelevant(it -> it.getMetadata().setAnnotations(Map.of("argocd.argoproj.io/tracking-id", "x"))))
                .isFalse();
        assertThat(isRelevant(it -> it.getMetadata().setResourceVersion("2"))).isFalse();
    }

    private static boolean isRelevant(Consumer<RouterGateway> change) {
        RouterGateway changed = gateway();
        change.accept(changed);
        return new RelevantChange().accept(changed, gateway());
    }

    private static RouterGateway gateway() {
        RouterGateway gateway = Gateways.named("llm");
        gateway.getMetadata().setGeneration(1L);
        return gateway;
    }
}
