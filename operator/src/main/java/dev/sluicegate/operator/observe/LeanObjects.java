package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Set;

/**
 * The reading of objects without what the operator never looks at. Of each object that is watched, caches keep what was read, and
 * containers, volumes and managedFields are most of a pod and of its ReplicaSet. What the operator writes is written whole.
 */
public final class LeanObjects {
    /** All that is read of these types. */
    private static final Map<Class<?>, Set<String>> READ = Map.of(
            PodSpec.class, Set.of("nodeName", "readinessGates", "tolerations", "volumes"),
            Volume.class, Set.of("name"),
            PodStatus.class,
                    Set.of(
                            "phase",
                            "reason",
                            "message",
                            "podIP",
                            "conditions",
                            "initContainerStatuses",
                            "containerStatuses"),
            ContainerStatus.class, Set.of("name", "started", "restartCount", "state", "lastState"));

    /** Not written either: a write without them leaves them as they are. */
    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}

    private LeanObjects() {}

    /** The serialization of the operator's client. */
    public static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper().addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        mapper.setAnnotationIntrospector(new ReadOnly());
        return new KubernetesSerialization(mapper, true);
    }

    private static final class ReadOnly extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public JsonIncludeProperties.Value findPropertyInclusionByName(MapperConfig<?> config, Annotated annotated) {
            Set<String> read = READ.get(annotated.getRawType());
            return read == null || !(config instanceof DeserializationConfig)
                    ? super.findPropertyInclusionByName(config, annotated)
                    : new Read(read);
        }
    }

    private static final class Read extends JsonIncludeProperties.Value {
        private static final long serialVersionUID = 1;

        Read(Set<String> read) {
            super(read, false);
        }
    }
}
