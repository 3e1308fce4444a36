package dev.sluicegate.router.adminapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The status that a router reports of itself.
 *
 * @param version the router's release
 * @param revision what {@link AdminApi#REVISION_VARIABLE} said at start; empty outside a cluster
 * @param configHash of the config in force, see {@code RouterConfigReader.hash}; empty before one is loaded
 * @param startedAt when the process started
 * @param inFlight what is being carried now
 * @param drain null while open
 * @param outcomes how many requests and streams have ended in each way since the start; every outcome is present
 * @param lastConfigError why the newest config that was offered is not in force; null if it is
 * @param totals how requests have gone since the start; null from a router of a release that does not count them
 * @param files the {@link FileHash} of each secret file that is in force, by its path; null from a router that has no admin token, or is of a
 *     release that does not say
 * @param refusedFiles the {@link FileHash} of each secret file as it is now that cannot be used, by its path; null likewise
 * @param fileProblem why a file as it is now is not in force, as a sentence; null if all are
 * @param startProblem why it does not serve yet though its config is in force, as a sentence; null if it serves, or is of a release that does
 *     not say
 * @param vitals what it sees of its own health; null from a router of a release that does not look
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterStatus(
        String version,
        String revision,
        String configHash,
        Phase phase,
        Instant startedAt,
        InFlight inFlight,
        @Nullable Drain drain,
        Map<Outcome, Long> outcomes,
        @Nullable String lastConfigError,
        @Nullable RequestTotals totals,
        @Nullable Map<String, String> files,
        @Nullable Map<String, String> refusedFiles,
        @Nullable String fileProblem,
        @Nullable String startProblem,
        @Nullable Vitals vitals) {
    /** The status of a router that says nothing of its files, nor of its own health. */
    public RouterStatus(
            String version,
            String revision,
            String configHash,
            Phase phase,
            Instant startedAt,
            InFlight inFlight,
            @Nullable Drain drain,
            Map<Outcome, Long> outcomes,
            @Nullable String lastConfigError,
            @Nullable RequestTotals totals) {
        this(
                version,
                revision,
                configHash,
                phase,
                startedAt,
                inFlight,
                drain,
                outcomes,
                lastConfigError,
                totals,
                null,
                null,
                null,
                null,
                null);
    }

    /** The same with what it sees of its own health. */
    public RouterStatus with(@Nullable Vitals other) {
        return new RouterStatus(
                version,
                revision,
                configHash,
                phase,
                startedAt,
                inFlight,
                drain,
                outcomes,
                lastConfigError,
                totals,
                files,
                refusedFiles,
                fileProblem,
                startProblem,
                other);
    }

    /** A router's life, from its own view. */
    public enum Phase {
        /** Not serving yet. */
        @JsonProperty("starting")
        STARTING,
        /** Serving, and running the config whose hash it reports. */
        @JsonProperty("serving")
        SERVING,
        /** Asked to go; may still be carrying work. */
        @JsonProperty("draining")
        DRAINING,
        /** Settled and empty: ending the process now loses nothing. */
        @JsonProperty("drained")
        DRAINED
    }

    /** The way in which a request or stream ended. Exactly one for each that was accepted. */
    public enum Outcome {
        /** The whole response was delivered, including an error response of the upstream's or of ours. */
        @JsonProperty("completed")
        COMPLETED,
        /** The client went away first. */
        @JsonProperty("client_left")
        CLIENT_LEFT,
        /** The upstream failed after the response had begun, so the client got an incomplete one. */
        @JsonProperty("upstream_failed")
        UPSTREAM_FAILED,
        /** We ended it: a drain's deadline, or a shutdown. */
        @JsonProperty("cut")
        CUT
    }

    /**
     * @param requests those that are not streams
     * @param streams responses that are streamed, from their request's arrival on
     * @param oldestAgeMs of all of them; 0 if there is none
     */
    public record InFlight(int requests, int streams, long oldestAgeMs) {
        public int total() {
            return requests + streams;
        }
    }

    /**
     * Sums since the start of the process, each of which only grows: what two reports of the same process differ by is what happened between
     * them. Requests to a path that stands for nothing are not counted.
     *
     * @param ended requests and streams that have ended
     * @param failed those of them that failed by the provider's fault or the router's: answered with a status of 500 or above, broken off by
     *     the provider, or cut. A client's mistake is no failure, nor is a client that left
     * @param firstBytes streams with the status 200 of which a first byte came
     * @param firstByteLog the sum, over these, of the natural logarithm of the milliseconds to the first byte, in thousandths. A mean of
     *     logarithms tells what is typical: a few very slow answers count for little
     */
    public record RequestTotals(long ended, long failed, long firstBytes, long firstByteLog) {
        public static final RequestTotals NONE = new RequestTotals(0, 0, 0, 0);
        private static final double THOUSANDTHS = 1000;

        /** What one more stream whose first byte came after this time adds to {@link #firstByteLog}. */
        public static long logOf(double millis) {
            return Math.round(Math.log(Math.max(1, millis)) * THOUSANDTHS);
        }

        public RequestTotals plus(RequestTotals other) {
            return new RequestTotals(
                    ended + other.ended,
                    failed + other.failed,
                    firstBytes + other.firstBytes,
                    firstByteLog + other.firstByteLog);
        }

        /** What has happened since the same process reported these. */
        public RequestTotals since(RequestTotals before) {
            return new RequestTotals(
                    ended - before.ended,
                    failed - before.failed,
                    firstBytes - before.firstBytes,
                    firstByteLog - before.firstByteLog);
        }

        /** The part of the requests that failed, from 0 to 1; 0 without requests. */
        public double errorRate() {
            return ended == 0 ? 0 : (double) failed / ended;
        }

        /** The typical (geometric mean) time to the first byte; 1 without streams. */
        public double firstByteMillis() {
            return firstBytes == 0 ? 1 : Math.exp(firstByteLog / THOUSANDTHS / firstBytes);
        }
    }

    /**
     * A router's own health, by which an operator may replace its pod.
     *
     * @param stalledMs for how long the event loop that has been still for longest has not turned
     * @param memoryPercent the part that is used of its memory limit, caches of files left out, or of its heap after the last collection, whichever
     *     is more; the least of the last half minute, so that a short peak is none. 0 if nothing is known
     * @param throttledPercent the part of the last minute in which the kernel did not let it run because of its CPU limit; 0 if nothing is known
     * @param requests that have ended in the last minute
     * @param failed those of them that failed by the provider's fault or the router's
     */
    public record Vitals(long stalledMs, int memoryPercent, int throttledPercent, int requests, int failed) {
        public static final Vitals NONE = new Vitals(0, 0, 0, 0, 0);
    }

    /**
     * @param startedAt when this drain began
     * @param settledAt when late arrivals are no longer accepted
     * @param deadline when the rest is cut; null is never
     * @param blockers what the drain waits for, the oldest first; at most 8
     * @param moreBlockers how many more there are
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Drain(
            String reason,
            Instant startedAt,
            Instant settledAt,
            @Nullable Instant deadline,
            List<Blocker> blockers,
            int moreBlockers) {}

    /**
     * @param id the request's id
     * @param model as the client named it; empty before that is known
     * @param ageMs since its arrival
     * @param bytes sent to the client so far
     */
    public record Blocker(String id, String model, boolean stream, long ageMs, long bytes) {
        /** How many are named; of the others there is the number. */
        public static final int MOST = 8;

        /** Names of models and ids of requests may come from clients. */
        private static final int LONGEST_NAME = 64;

        /** For people, as in {@code stream req_1 of model fast, 75 s old, 4000 bytes sent}. */
        public String text() {
            return "%s %s%s, %d s old, %d bytes sent"
                    .formatted(
                            stream ? "stream" : "request",
                            shortened(id),
                            model.isEmpty() ? "" : " of model " + shortened(model),
                            ageMs / 1000,
                            bytes);
        }

        /**
         * A line for each of the first {@link #MOST}, and a last one with how many more there are.
         *
         * @param all how many there are, named or not
         */
        public static <T> List<String> listed(List<T> named, Function<T, String> line, long all) {
            List<String> lines =
                    new ArrayList<>(named.stream().limit(MOST).map(line).toList());
            if (all > lines.size()) {
                lines.add("and %d more".formatted(all - lines.size()));
            }
            return lines;
        }

        private static String shortened(String name) {
            return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        }
    }
}
