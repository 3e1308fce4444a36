package dev.sluicegate.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An informer of what the operator may have no right to read, or what the cluster may not know: everything else goes on without it. It asks again without
 * end, and what it has read before stays known meanwhile. Safe for any thread.
 */
final class OptionalInformer<T extends HasMetadata> {
    private static final Duration FIRST_LIST = Duration.ofSeconds(10);

    private static final Set<Integer> REFUSALS = Set.of(
            HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_NOT_FOUND);

    private final SharedIndexInformer<T> informer;
    private final Consumer<Throwable> refused;
    private final CompletableFuture<Void> firstRefusal = new CompletableFuture<>();

    /**
     * @param informer not started yet
     * @param refused told each time that the API server refuses a list
     */
    OptionalInformer(SharedIndexInformer<T> informer, Consumer<Throwable> refused) {
        this.informer = informer;
        this.refused = refused;
        informer.exceptionHandler((_, failure) -> isNoted(failure));
    }

    /**
     * Starts it.
     *
     * @return ends with the first list or the first refusal, and after 10 s in any case: then the list comes as changes
     */
    CompletableFuture<?> start() {
        CompletableFuture<Void> listed = informer.start().toCompletableFuture();
        return CompletableFuture.anyOf(listed, firstRefusal)
                .completeOnTimeout(null, FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> isNoted(failure));
    }

    void stop() {
        informer.stop();
    }

    /** The version of what was read last; empty until a whole list has been. */
    String lastRead() {
        return Objects.requireNonNullElse(informer.lastSyncResourceVersion(), "");
    }

    /** True if the API server has said that there is no right, or no such type, rather than that something went wrong. */
    static boolean isRefusal(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(it -> it instanceof KubernetesClientException e && REFUSALS.contains(e.getCode()));
    }

    /** @return true: it is tried again, whatever it was */
    private boolean isNoted(Throwable failure) {
        if (isRefusal(failure)) {
            refused.accept(failure);
            firstRefusal.complete(null);
        }
        return true;
    }
}
