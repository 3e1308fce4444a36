package dev.sluicegate.router.account;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The listener that one request tells how it goes, for those who trace it, on the event loop that serves it. */
public interface Trace {
    /** A provider is asked. */
    AttemptSpan attempt(String provider, String model);

    void end(RequestRecord ended);

    /** One question to a provider. */
    interface AttemptSpan {
        /** What the provider is told, as W3C Trace Context has it. */
        String traceparent();

        /**
         * It is over. Only the first call counts.
         *
         * @param error the router's word for what went wrong; null if nothing did
         */
        void end(@Nullable String error);
    }

    /** Begins traces. Safe for any thread. */
    interface Tracer {
        /**
         * @param headers the client's, by name; null for those that it did not send
         * @return null for a request that is not traced
         */
        @Nullable Trace begin(String requestId, UnaryOperator<@Nullable String> headers);
    }
}
