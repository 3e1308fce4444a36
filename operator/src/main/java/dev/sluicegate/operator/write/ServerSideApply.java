package dev.sluicegate.operator.write;

import dev.sluicegate.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server-side apply: first without force, so that it is known whose fields it overwrites. */
final class ServerSideApply<T extends HasMetadata> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerSideApply.class);

    private final KubernetesClient client;
    private final T wanted;
    private Optional<String> overwritten = Optional.empty();

    ServerSideApply(KubernetesClient client, T wanted) {
        this.client = client;
        this.wanted = wanted;
    }

    /** @param failure makes the exception to throw of the API server's */
    T run(Function<KubernetesClientException, RuntimeException> failure) {
        try {
            return inSteps();
        } catch (KubernetesClientException e) {
            throw failure.apply(e);
        }
    }

    /** What had to be overwritten, in a sentence. */
    Optional<String> overwritten() {
        return overwritten;
    }

    private T inSteps() {
        try {
            return apply(false);
        } catch (KubernetesClientException e) {
            if (Failures.isFieldConflict(e)) {
                note(Failures.conflicts(e));
                return apply(true);
            }
            if (e.getCode() == Failures.UNPROCESSABLE && wanted.getMetadata().getResourceVersion() != null) {
                return replaceLists(e);
            }
            throw e;
        }
    }

    /**
     * Lists that merge by a key can keep an entry of somebody else's that makes the whole invalid, such as a second port of the same
     * name. Then our lists replace what is there. If the API server refuses this too, its first answer is the one to tell.
     */
    private T replaceLists(KubernetesClientException first) {
        T after;
        try {
            after = client.resource(wanted)
                    .patch(
                            context(PatchType.JSON_MERGE, false),
                            client.getKubernetesSerialization().asJson(wanted));
        } catch (KubernetesClientException e) {
            first.addSuppressed(e);
            throw first;
        }
        note(List.of("entries of a list that cannot stand beside ours"));
        return after;
    }

    private T apply(boolean force) {
        return client.resource(wanted).patch(context(PatchType.SERVER_SIDE_APPLY, force));
    }

    private void note(List<String> what) {
        String sentence = "somebody else had written into %s, and it was written back: %s"
                .formatted(Writes.name(wanted), String.join(", ", what));
        LOG.warn("{}", sentence);
        overwritten = Optional.of(sentence);
    }

    private static PatchContext context(PatchType type, boolean force) {
        PatchContext.Builder context =
                new PatchContext.Builder().withPatchType(type).withFieldManager(Names.FIELD_MANAGER);
        return force ? context.withForce(true).build() : context.build();
    }
}
