package dev.sluicegate.router.adminapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
    /** PUT a {@link DrainRequest}: starts a drain, or updates the deadline of the one that runs. DELETE: opens again. Both answer a {@link RouterStatus}. */
    public static final String DRAIN = "/drain";
    /**
     * GET, for the preStop hook: starts a drain with the termination budget if none runs, and answers a {@link RouterStatus} when
     * drained or at the deadline. Also accepts {@link #drainWaitToken}, because kubelet must find the token in the pod's spec.
     */
    public static final String DRAIN_WAIT = "/drain/wait";
    /** POST: empties the response cache and answers how many answers were in it, about: {@code {"cleared":12}}. */
    public static final String CACHE_CLEAR = "/cache/clear";
    /** POST: reads the config again now; answers a {@link RouterStatus}, or 422 with what is wrong, and then the old one stays in force. */
    public static final String CONFIG_RELOAD = "/config/reload";
    /** GET and PUT: {@code {"level":"DEBUG"}}, how much the router logs, until its next start or a config with another {@code logging.level}. */
    public static final String LOG_LEVEL = "/log/level";
    /** GET: one JSON bundle for a bug report, without secrets. */
    public static final String DIAGNOSTICS = "/diagnostics";

    /** The environment variable that tells a router which revision it is. */
    public static final String REVISION_VARIABLE = "SLUICEGATE_REVISION";

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
}
