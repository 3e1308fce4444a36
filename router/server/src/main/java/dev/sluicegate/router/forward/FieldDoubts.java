package dev.sluicegate.router.forward;

import dev.sluicegate.router.translate.OptionalFields;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fields that a request's providers seem to refuse, until the same request without them shows whether it is so. */
final class FieldDoubts {
    private static final Logger log = LoggerFactory.getLogger(FieldDoubts.class);

    /** So many are left out of one request at most. */
    private static final int MOST = 4;

    private final List<Doubt> doubts = new ArrayList<>(0);

    private record Doubt(Upstream upstream, String model, String field) {}

    /**
     * Looks for a field that an upstream has refused, and that the request can do without.
     *
     * @param refusal the body of its answer
     * @return whether the request may go once more, without it
     */
    boolean add(Attempt attempt, Buffer refusal) {
        UpstreamRequest request = attempt.request();
        String field = OptionalFields.refused(request.body().bytes(), refusal.getBytes())
                .orElse("");
        boolean known = doubts.stream().anyMatch(doubt -> doubt.field.equals(field));
        if (field.isEmpty() || known || doubts.size() == MOST) {
            return false;
        }
        doubts.add(new Doubt(attempt.upstream(), request.model(), field));
        attempt.upstream().refusedFields().add(request.model(), field);
        return true;
    }

    /** @param accepted whether the request without the fields was answered; if not, it was something else */
    void resolve(boolean accepted) {
        for (Doubt doubt : doubts) {
            if (accepted) {
                log.atWarn()
                        .addKeyValue("provider", doubt.upstream.name())
                        .addKeyValue("model", doubt.model)
                        .addKeyValue("field", doubt.field)
                        .log(
                                "a provider refuses a field, so requests that are translated for this model go without it");
            } else {
                doubt.upstream.refusedFields().remove(doubt.model, doubt.field);
            }
        }
        doubts.clear();
    }
}
