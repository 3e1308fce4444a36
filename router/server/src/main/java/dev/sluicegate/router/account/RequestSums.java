package dev.sluicegate.router.account;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** The sums by which an operator judges a canary: how requests have gone since the start of the process. Safe for any thread. */
public final class RequestSums implements Consumer<RequestRecord> {
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongAdder ended = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder firstBytes = new LongAdder();
    private final LongAdder firstByteLog = new LongAdder();

    @Override
    public void accept(RequestRecord request) {
        if (request.operation() == null) {
            return;
        }
        ended.increment();
        if (request.isFailure()) {
            failed.increment();
        }
        if (request.stream() && request.status() == 200 && request.firstByteNanos() >= 0) {
            firstBytes.increment();
            firstByteLog.add(RequestTotals.logOf(request.firstByteNanos() / NANOS_PER_MILLI));
        }
    }

    /** Failures first: what ends meanwhile may count as a request, and never as a failure of none. */
    public RequestTotals totals() {
        long failures = failed.sum();
        long log = firstByteLog.sum();
        return new RequestTotals(ended.sum(), failures, firstBytes.sum(), log);
    }
}
