package dev.sluicegate.operator.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.reason.Reason;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    private static final Service SERVICE =
            new ServiceBuilder().withNewMetadata().withName("llm").endMetadata().build();

    /** As a forbidden write it would be a policy's refusal, which a person has to end. */
    @Test
    void aWriteThatTheFenceHasStoppedIsNobodysRefusal() {
        KubernetesClientException answer = new KubernetesClientException(new StatusBuilder()
                .withCode(403)
                .withMessage("forbidden: User \"operator\" cannot patch path \"%s\"".formatted(Writes.NOWHERE))
                .build());

        RefusedException refused = Failures.refused(answer, "patch", SERVICE, () -> true);

        assertThat(refused.refusal().reason()).isEqualTo(Reason.ApiServerUnavailable);
        assertThat(refused)
                .hasMessageContaining("it was not tried to patch Service llm")
                .hasMessageContaining("the lease is not proven to be held");
    }
}
