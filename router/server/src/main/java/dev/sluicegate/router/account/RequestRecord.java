package dev.sluicegate.router.account;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.provider.Operation;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One request when it is over: what the accounts, the metrics, the access log and the traces are made of. Immutable.
 *
 * @param id the router's own, which the client was told
 * @param operation null if its path stood for none
 * @param key the id of the client's key; null without one
 * @param labels the key's, for accounting
 * @param stream whether the client asked for a stream
 * @param modelAsked as the client said it; empty if it was not understood
 * @param provider the one that answered, or was tried last; null if none was
 * @param modelUsed its word for the model; null if none was
 * @param attempts how often a provider was asked
 * @param status what the client was told, as HTTP has it; 0 if it was told nothing
 * @param error the router's word for what went wrong; null if nothing did, or if the provider said it
 * @param dropped fields of the request that did not reach the provider
 * @param firstByteNanos from the arrival to the answer's first byte; negative if there was none
 * @param durationNanos from the arrival to the end
 * @param bytes of the answer's body
 * @param cost in billionths of the prices' currency; empty if no price is known for the model
 */
public record RequestRecord(
        String id,
        @Nullable Operation operation,
        @Nullable String key,
        Map<String, String> labels,
        boolean stream,
        String modelAsked,
        @Nullable String provider,
        @Nullable String modelUsed,
        int attempts,
        int status,
        @Nullable String error,
        List<String> dropped,
        Outcome outcome,
        long firstByteNanos,
        long durationNanos,
        long bytes,
        Usage usage,
        OptionalLong cost) {}
