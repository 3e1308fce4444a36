package dev.sluicegate.router.forward;

import dev.sluicegate.router.upstream.Upstream;
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

    /** Whether the request may go once more without this too. */
    boolean mayAdd(String field) {
        return doubts.size() < MOST && doubts.stream().noneMatch(doubt -> doubt.field.equals(field));
    }

    void add(Upstream upstream, String model, String field) {
        doubts.add(new Doubt(upstream, model, field));
        upstream.refusedFields().add(model, field);
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
