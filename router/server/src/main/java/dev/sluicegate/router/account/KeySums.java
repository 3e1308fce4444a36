package dev.sluicegate.router.account;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The sums of what each client's key has used since the start of the process, whatever became of its requests. Safe for any thread. */
public final class KeySums implements Consumer<RequestRecord> {
    private final InstantSource clock;
    /** As many as the files of keys have had ids: clients cannot make any. */
    private final Map<String, Counts> sums = new ConcurrentHashMap<>();

    /** @param clock for the time of the last use */
    public KeySums(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void accept(RequestRecord request) {
        String key = request.key();
        if (key != null && request.operation() != null) {
            sums.merge(
                    key,
                    new Counts(
                            key,
                            1,
                            request.usage().input(),
                            request.usage().output(),
                            request.cost().orElse(0),
                            clock.instant()),
                    KeySums::sum);
        }
    }

    private static Counts sum(Counts before, Counts request) {
        return new Counts(
                before.id(),
                before.requests() + request.requests(),
                before.inputTokens() + request.inputTokens(),
                before.outputTokens() + request.outputTokens(),
                before.cost() + request.cost(),
                request.lastUsedAt());
    }

    /** One for each of these keys, each whole: it has all of a request or nothing. */
    public List<Counts> of(Collection<String> ids) {
        return ids.stream().map(id -> sums.getOrDefault(id, Counts.none(id))).toList();
    }
}
