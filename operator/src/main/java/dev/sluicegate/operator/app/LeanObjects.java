package dev.sluicegate.operator.app;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The reading of objects without what the operator never looks at. Of each object that is watched, caches keep what was read: the
 * managedFields alone are often more than the rest.
 */
final class LeanObjects {
    /** Not written either: a write without them leaves them as they are. */
    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}

    private LeanObjects() {}

    static KubernetesSerialization serialization() {
        return new KubernetesSerialization(
                new ObjectMapper().addMixIn(ObjectMeta.class, WithoutManagedFields.class), true);
    }
}
