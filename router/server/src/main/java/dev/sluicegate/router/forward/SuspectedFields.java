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
final class SuspectedFields {
    private static final Logger log = LoggerFactory.getLogger(SuspectedFields.class);

    /** So many are left out of one request at most. */
    private static final int MOST = 4;

    private final List<Suspect> suspects = new ArrayList<>(0);

    private record Suspect(Upstream upstream, String model, String field) {}

    /**
     * Looks for a field that an upstream has refused, and that the request can do without.
     *
     * @param refusal the body of its answer
     * @return whether the request may go once more, without it
     */
    boolean add(Attempt attempt, Buffer refusal) {
        UpstreamRequest request = attempt.request();
        String field = find(attempt.upstream().refusedFields(), request, refusal);
        boolean known = suspects.stream().anyMatch(suspect -> suspect.field.equals(field));
        if (field.isEmpty() || known || suspects.size() == MOST) {
            return false;
        }
        suspects.add(new Suspect(attempt.upstream(), request.model(), field));
        attempt.upstream().refusedFields().suspect(request.model(), field);
        return true;
    }

    /** Empty if there is none. */
    private static String find(RefusedFields known, UpstreamRequest request, Buffer refusal) {
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
        for (Suspect suspect : suspects) {
            if (accepted) {
                suspect.upstream.refusedFields().refused(suspect.model, suspect.field);
                log.atWarn()
                        .addKeyValue("provider", suspect.upstream.name())
                        .addKeyValue("model", suspect.model)
                        .addKeyValue("field", suspect.field)
                        .addKeyValue("config", RefusedFields.configLine(suspect.field))
                        .log("a provider refuses a field, so it gets requests for this model without it; what is"
                                + " written under config makes that permanent");
            } else {
                suspect.upstream.refusedFields().clear(suspect.model, suspect.field);
            }
        }
        suspects.clear();
    }
}
