package dev.sluicegate.operator.app;

import dev.sluicegate.operator.write.Writes;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fence around the cluster: a process that was paused beyond its lease changes nothing when it wakes up, wherever in its work that
 * is. It is looked at for each request, right before it is sent. The election's own writes are the proof that the lease is held: one
 * that the API server took proves it for some seconds from when it was sent. A proof that counts other transitions than the one
 * before means that another operator has led meanwhile: what was decided before it must not be done.
 *
 * <p>A request that had left before the pause has been answered long before another operator may lead, which therefore sees what it
 * did. Safe for any thread.
 */
final class Fence implements Interceptor {
    /** Longer than the election takes to give up, shorter than the lease. */
    static final Duration PROOF_LASTS = Duration.ofSeconds(12);

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);
    private static final String LEASES = "/apis/coordination.k8s.io/";
    private static final String ACCESS_REVIEWS = "/apis/authorization.k8s.io/";
    private static final Pattern TRANSITIONS = Pattern.compile("\"leaseTransitions\"\\s*:\\s*(\\d+)");

    private record Proof(Instant at, long nanos, int transitions) {}

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable overtaken;
    private volatile boolean up;
    private volatile @Nullable Proof sent;
    private volatile @Nullable Proof proof;

    /**
     * Not up yet: {@link #putUp}.
     *
     * @param nanoTime goes on while the process is paused, but not while its machine is; the clock does, but may be set
     * @param overtaken another operator has led meanwhile
     */
    Fence(Clock clock, LongSupplier nanoTime, Runnable overtaken) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.overtaken = overtaken;
    }

    /** From now on only the holder of the lease writes. */
    void putUp() {
        up = true;
    }

    /** True if the cluster may be changed now. */
    boolean isOpen() {
        if (!up) {
            return true;
        }
        Proof last = proof;
        return last != null
                && nanoTime.getAsLong() - last.nanos < PROOF_LASTS.toNanos()
                && clock.instant().isBefore(last.at.plus(PROOF_LASTS));
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        String path = request.uri().getPath();
        if (request.method().equals("GET") || path.startsWith(ACCESS_REVIEWS)) {
            return;
        }
        if (path.startsWith(LEASES)) {
            sent = new Proof(
                    clock.instant(), nanoTime.getAsLong(), transitions(request).orElse(0));
        } else if (!isOpen()) {
            LOG.warn("not sent, because the lease is not proven to be held: {} {}", request.method(), path);
            // an exception instead would be lost where the client tries again on its own, and its caller would wait for
            // ever
            builder.uri(URI.create(request.uri().resolve(Writes.NOWHERE).toString()));
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        Proof now = sent;
        if (request.method().equals("GET")
                || !request.uri().getPath().startsWith(LEASES)
                || !response.isSuccessful()
                || now == null) {
            return;
        }
        Proof before = proof;
        if (before != null && before.transitions != now.transitions) {
            proof = null;
            overtaken.run();
            return;
        }
        proof = now;
    }

    private static Optional<Integer> transitions(HttpRequest request) {
        Matcher matcher = TRANSITIONS.matcher(String.valueOf(request.bodyString()));
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }
}
