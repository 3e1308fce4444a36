package dev.sluicegate.operator.rollout;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A decision with all that it was made on, as a line of JSON: a trace of these can be decided again.
 *
 * @param gateway its namespace and name
 */
public record TracedDecision(
        String gateway,
        Instant now,
        Desired desired,
        Observed observed,
        List<Action> actions,
        Verdict verdict,
        String sentence) {
    private static final ObjectMapper MAPPER = mapper();

    public TracedDecision {
        actions = List.copyOf(actions);
    }

    /** One line. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException if it is no line of a trace */
    public static TracedDecision read(String json) {
        try {
            return MAPPER.readValue(json, TracedDecision.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no decision: " + json, e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "is")
    private interface Named {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = AdminJson.mapper()
                .registerModule(new SimpleModule("durations")
                        .addSerializer(Duration.class, new ToStringSerializer())
                        .addDeserializer(Duration.class, new DurationReader()))
                .setVisibility(PropertyAccessor.GETTER, Visibility.NONE)
                .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .setVisibility(PropertyAccessor.FIELD, Visibility.ANY)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        for (Class<?> type : List.of(Action.class, Verdict.class, Traffic.class, RouterReport.class)) {
            mapper.addMixIn(type, Named.class);
            mapper.registerSubtypes(type.getPermittedSubclasses());
        }
        return mapper;
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1;

        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Duration.parse(parser.getValueAsString(""));
        }
    }
}
