package dev.sluicegate.operator.write;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The operator's own rights, asked of the API server. Every account may ask (ClusterRole {@code system:basic-user}). */
final class Rights {
    private Rights() {}

    /**
     * True if the operator may do this. False also if there is no answer: a right is what is most often missing.
     *
     * @param verb as Roles call it
     * @param subresource empty for the object itself
     */
    static boolean has(KubernetesClient client, String verb, HasMetadata object, String subresource) {
        String apiVersion = object.getApiVersion();
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withVerb(verb)
                .withGroup(apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "")
                .withResource(HasMetadata.getPlural(object.getClass()))
                .withSubresource(subresource)
                .endResourceAttributes()
                .endSpec()
                .build();
        try {
            SelfSubjectAccessReview answer = client.resource(question).create();
            return answer.getStatus() != null
                    && Boolean.TRUE.equals(answer.getStatus().getAllowed());
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
