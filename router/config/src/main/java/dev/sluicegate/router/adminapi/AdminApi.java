package dev.sluicegate.router.adminapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of the admin port. All but {@link #ALIVE}, {@link #READY} and {@link #METRICS} ask for {@code Authorization:
 * Bearer TOKEN}.
 */
public final class AdminApi {
    /** GET: 200 while every event loop turns; else 503. For the liveness probe. */
    public static final String ALIVE = "/alive";
    /** GET: 200 while new requests are welcome; 503 before the config is loaded and from about the end of settling on. */
    public static final String READY = "/ready";
    /** GET: Prometheus text. */
    public static final String METRICS = "/metrics";
    /** GET: {@code {"status":"ok"|"degraded","checks":[…]}}. */
    public static final String HEALTH = "/health";
    /** GET: the same, with connections, in-flight, memory, uptime and version. */
    public static final String HEALTH_DETAILED = "/health/detailed";
    /** GET: a {@link RouterStatus}. */
    public static final String STATUS = "/status";
    /** GET: a {@link KeyUsage}. */
    public static final String KEYS = "/keys";
    /** PUT a {@link DrainRequest}: starts a drain, or updates the deadline of the one that runs. DELETE: opens again. Both answer a {@link RouterStatus}. */
    public static final String DRAIN = "/drain";
    /**
     * GET, for the preStop hook: starts a drain with the termination budget if none runs, and answers a {@link RouterStatus} when
     * drained or at the deadline. Also accepts {@link #drainWaitToken}, because kubelet must find the token in the pod's spec.
     */
    public static final String DRAIN_WAIT = "/drain/wait";
    /** POST: empties the response cache and answers how many answers were in it, about: {@code {"cleared":12}}. */
    public static final String CACHE_CLEAR = "/cache/clear";
    /**
     * POST a config, or nothing to have the file read again: brings it into force now; answers a {@link RouterStatus}, or 422 with what is
     * wrong with it, such as that it is of an earlier generation than the one in force, which then stays.
     */
    public static final String CONFIG_RELOAD = "/config/reload";
    /** POST a config: answers 200 if {@link #CONFIG_RELOAD} would take it, else 422 with what is wrong. Changes nothing. */
    public static final String CONFIG_CHECK = "/config/check";
    /** GET and PUT: {@code {"level":"DEBUG"}}, how much the router logs, until its next start or a config with another {@code logging.level}. */
    public static final String LOG_LEVEL = "/log/level";
    /** GET: one JSON bundle for a bug report, without secrets. */
    public static final String DIAGNOSTICS = "/diagnostics";

    /** The environment variable that tells a router which revision it is. */
    public static final String REVISION_VARIABLE = "SLUICEGATE_REVISION";

    /** The environment variable that tells a router the UID of its pod. */
    public static final String POD_UID_VARIABLE = "SLUICEGATE_POD_UID";

    /**
     * The header with the UID of a pod, because a pod's address is used again when it is gone. Every answer of a router that knows its
     * pod's UID carries it. A request may name the pod that it means: another one answers 421 and does nothing.
     */
    public static final String POD_HEADER = "sluicegate-pod";

    private AdminApi() {}

    /** A token that opens {@link #DRAIN_WAIT} and nothing else, derived from the admin token; 64 hexadecimal digits. */
    public static String drainWaitToken(String adminToken) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(adminToken.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal("drain-wait".getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /**
     * A request to a router to drain.
     *
     * @param deadline when what is still in flight gets its end notice and is cut, settling included; null is never. A later request
     *     replaces it, so that sending the same request twice changes nothing
     * @param remainingMs how many milliseconds are left until the deadline when this is sent: what counts where two clocks differ. The
     *     deadline is reported as it was asked for. Null is by the router's own clock
     * @param reason a word or a sentence for people: logged, and told to clients that are cut
     * @param restartExpectedMs told to clients that are cut: in how many milliseconds a new request is likely to be served; null when
     *     that is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DrainRequest(
            @Nullable Instant deadline,
            @Nullable Long remainingMs,
            String reason,
            @Nullable Long restartExpectedMs) {
        /** A request by the clock that the deadline was made with. */
        public static DrainRequest at(Instant now, @Nullable Instant deadline, String reason) {
            Long remaining =
                    deadline == null ? null : Duration.between(now, deadline).toMillis();
            return new DrainRequest(deadline, remaining, reason, null);
        }
    }

    /** The form of the admin port's bodies: JSON, instants as ISO-8601 text. Unknown fields are ignored, so that a newer router and an older operator understand each other. */
    public static final class AdminJson {
        private AdminJson() {}

        /** A new mapper; keep it, making one is slow. */
        public static ObjectMapper mapper() {
            return JsonMapper.builder()
                    .addModule(new SimpleModule()
                            .addSerializer(Instant.class, new ToStringSerializer())
                            .addDeserializer(Instant.class, new InstantReader()))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
        }

        private static final class InstantReader extends StdDeserializer<Instant> {
            InstantReader() {
                super(Instant.class);
            }

            @Override
            public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                String text = parser.getValueAsString("");
                try {
                    return Instant.parse(text);
                } catch (DateTimeException e) {
                    return (Instant) context.handleWeirdStringValue(Instant.class, text, "not an ISO-8601 instant");
                }
            }
        }
    }
}
