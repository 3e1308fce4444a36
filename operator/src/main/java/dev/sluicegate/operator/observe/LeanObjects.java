package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterKeyStatus;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reading of objects without what the operator never looks at. Of each object that is watched, caches keep what was read, and
 * containers, volumes and managedFields are most of a pod and of its ReplicaSet. What the operator writes is written whole. A status of ours that somebody has made
 * unreadable is none.
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

    /**
     * What the API server has taken is not too large, and has to be read: that one object cannot be ends the watch, and with it the operator. Jackson's own bounds are for
     * what comes from anybody; a key of 50,001 characters in a map of a spec is beyond them. The depth is the API server's.
     */
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNameLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNestingDepth(10_000)
            .build();

    /** Not written either: a write without them leaves them as they are. */
    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}

    private LeanObjects() {}

    /** The serialization of the operator's client. */
    public static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper(
                        JsonFactory.builder().streamReadConstraints(BOUNDS).build())
                .addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        mapper.setAnnotationIntrospector(new ReadOnly());
        mapper.registerModule(new SimpleModule("statuses").setDeserializerModifier(new TolerantStatuses()));
        return new KubernetesSerialization(mapper, true);
    }

    /** Statuses are ours, but not everybody who may write them is us. */
    private static final class TolerantStatuses extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription description, JsonDeserializer<?> deserializer) {
            Class<?> type = description.getBeanClass();
            return type == RouterGatewayStatus.class || type == RouterKeyStatus.class
                    ? new OrNone(deserializer)
                    : deserializer;
        }
    }

    /**
     * The reading of what may be unreadable, such as a number that is larger than ours: it is as if it were not there. Else one such object would keep all that are
     * listed with it from being read.
     */
    private static final class OrNone extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        OrNone(JsonDeserializer<?> deserializer) {
            super(deserializer);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> other) {
            return new OrNone(other);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode whole = context.readTree(parser);
            try (JsonParser again = whole.traverse(parser.getCodec())) {
                again.nextToken();
                return super.deserialize(again, context);
            } catch (JsonProcessingException e) {
                return null;
            }
        }
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
