package dev.sluicegate.operator.status;

import dev.sluicegate.operator.model.Fingerprint;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.RouterKeysFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The acknowledgement of the published keys by the open pods. Pure.
 *
 * @param open how many pods are open
 * @param unread names of those that have not read the keys as they are published now, and may yet
 * @param without how many open pods cannot read any, because they are of a config that takes no RouterKeys
 */
public record KeyAcknowledgement(int open, List<String> unread, int without) {
    private static final int DIGITS = 16;

    public KeyAcknowledgement {
        unread = List.copyOf(unread);
    }

    /**
     * What the open pods say.
     *
     * @param reads whether the keys are mounted in a pod
     * @param path of the file in pods
     * @param hash that a router reports of the file as it is published now
     */
    public static KeyAcknowledgement of(Stream<PodState> pods, Predicate<PodState> reads, String path, String hash) {
        List<PodState> open = pods.filter(PodState::isOpen).toList();
        return new KeyAcknowledgement(
                open.size(),
                open.stream()
                        .filter(reads)
                        .filter(it -> !hasRead(it.router(), path, hash))
                        .map(PodState::name)
                        .sorted()
                        .toList(),
                (int) open.stream().filter(reads.negate()).count());
    }

    /** A router of a release that says nothing of this file is not waited for. */
    private static boolean hasRead(RouterReport report, String path, String hash) {
        return switch (report) {
            case RouterReport.Answered answered ->
                Objects.requireNonNullElse(answered.status().files(), Map.<String, String>of())
                        .getOrDefault(path, hash)
                        .equals(hash);
            case RouterReport.Silent _, RouterReport.Unasked _ -> false;
        };
    }

    /** Whether all open pods have read them. */
    public boolean isWhole() {
        return unread.isEmpty() && without == 0;
    }

    /** How far it is, as a sentence. */
    public String sentence() {
        int waiting = unread.size() + without;
        return "%d of %d open pods have read the key".formatted(open - waiting, open)
                + (without == 0
                        ? ""
                        : "; %d run a config without auth.routerKeys and are replaced first".formatted(without));
    }

    /** The short name of a key with its rights, by which a later change of it is noticed. Earlier keys do not count: they end by themselves. */
    public static String fingerprint(KeysFile.Key key) {
        KeysFile.Key now = new KeysFile.Key(
                key.id(),
                null,
                key.hash(),
                key.models(),
                key.requestsPerMinute(),
                key.tokensPerMinute(),
                key.maxConcurrent(),
                key.budget(),
                key.team(),
                key.modelLimits(),
                key.expires(),
                List.of(),
                key.labels());
        return Fingerprint.of(
                        "router-key", List.of(new String(RouterKeysFile.write(List.of(now)), StandardCharsets.UTF_8)))
                .substring(0, DIGITS);
    }
}
