package dev.sluicegate.router.forward;

import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.translate.OptionalFields;
import dev.sluicegate.router.upstream.RefusedFields;
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
        String field = suspect(attempt.upstream().refusedFields(), request, refusal);
        boolean known = doubts.stream().anyMatch(doubt -> doubt.field.equals(field));
        if (field.isEmpty() || known || doubts.size() == MOST) {
            return false;
        }
        doubts.add(new Doubt(attempt.upstream(), request.model(), field));
        attempt.upstream().refusedFields().doubt(request.model(), field);
        return true;
    }

    /** Empty if there is none. */
    private static String suspect(RefusedFields known, UpstreamRequest request, Buffer refusal) {
        if (request.translation() == null && !request.usageHidden()) {
            // all fields are the client's
            return "";
        }
        byte[] sentence = refusal.getBytes();
        if (!request.usageHidden()) {
            return OptionalFields.refused(request.body().bytes(), sentence).orElse("");
        }
        // the only one here that is not the client's; some servers refuse it without a word about it
        boolean named = OptionalFields.names(sentence, Features.STREAM_OPTIONS);
        return named || !known.isTaken(request.model(), Features.STREAM_OPTIONS) ? Features.STREAM_OPTIONS : "";
    }

    /** @param accepted whether the request without the fields was answered; if not, it was something else */
    void resolve(boolean accepted) {
        for (Doubt doubt : doubts) {
            if (accepted) {
                doubt.upstream.refusedFields().refused(doubt.model, doubt.field);
                log.atWarn()
                        .addKeyValue("provider", doubt.upstream.name())
                        .addKeyValue("model", doubt.model)
                        .addKeyValue("field", doubt.field)
                        .addKeyValue("config", RefusedFields.configLine(doubt.field))
                        .log("a provider refuses a field, so it gets requests for this model without it; what is"
                                + " written under config makes that permanent");
            } else {
                doubt.upstream.refusedFields().acquit(doubt.model, doubt.field);
            }
        }
        doubts.clear();
    }
}
