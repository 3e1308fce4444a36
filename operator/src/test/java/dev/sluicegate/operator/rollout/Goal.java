package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.api.RestartTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is wanted in one row of the table. */
final class Goal {
    /** Since when its revision is wanted, if nothing else is said. */
    static final Instant ATTEMPT = Scene.NOW.minusSeconds(60);

    private final String revision;
    private int replicas;
    private int maxSurge = 1;
    private int maxDraining;
    private int maxWarm;
    private boolean paused;
    private boolean deleting;
    private boolean rollsBack;
    private @Nullable CanaryRules canary;
    private @Nullable WatchdogRules watchdog;
    private Duration drain = Duration.ofMinutes(30);
    private int generation;
    private Map<String, String> files = Map.of();
    private final Map<String, String> sources = new HashMap<>();
    private RestartLimits restarts = RestartLimits.NONE;
    private Instant since = ATTEMPT;
    private Instant watchedSince = Scene.LONG_AGO;

    private Goal(String revision, int replicas) {
        this.revision = revision;
        this.replicas = replicas;
        this.maxDraining = Math.max(1, replicas);
    }

    static Goal of(String revision, int replicas) {
        return new Goal(revision, replicas);
    }

    Goal surge(int number) {
        return with(it -> it.maxSurge = number);
    }

    Goal draining(int number) {
        return with(it -> it.maxDraining = number);
    }

    /** Drained pods of the stable revision are kept until another is proven. */
    Goal warm(int number) {
        return with(it -> it.maxWarm = number);
    }

    Goal held() {
        return with(it -> it.paused = true);
    }

    Goal deletion() {
        return with(it -> {
            it.replicas = 0;
            it.deleting = true;
        });
    }

    Goal withoutLimit() {
        return with(it -> it.drain = Duration.ZERO);
    }

    /** Every pod shall have had this restart; those that have not may drain for so long, which is without limit if zero. */
    Goal restarted(String token, Duration limit) {
        return with(it -> it.restarts = new RestartLimits(RestartTokens.of(token, null), limit, null));
    }

    /** As {@code onFailure: Rollback} asks for. */
    Goal rollingBack() {
        return with(it -> it.rollsBack = true);
    }

    /** This many pods first, for 5 minutes, of which 5% of at least 50 requests may fail, and streams begin after twice the time. */
    Goal canary(int number) {
        return with(it -> it.canary = new CanaryRules(number, Duration.ofMinutes(5), 0.05, 2.0, 50, false));
    }

    /** After 15 s of silence, at 90% of the memory, so many within an hour. */
    Goal watched(int maxRestarts) {
        return with(
                it -> it.watchdog = new WatchdogRules(Duration.ofSeconds(15), 90, maxRestarts, Duration.ofHours(1)));
    }

    /** A person has said that the canary needs to bake no longer. */
    Goal promoted() {
        return with(it -> it.canary = new CanaryRules(1, Duration.ofMinutes(5), 0.05, 2.0, 50, true));
    }

    Goal watchedSince(Instant instant) {
        return with(it -> it.watchedSince = instant);
    }

    /** Its config was changed so often, to be taken up in place. */
    Goal generation(int number) {
        return with(it -> it.generation = number);
    }

    /** The files of its Secrets are of this version, and routers shall say that they have read it. */
    Goal files(int version) {
        return with(it -> {
            it.files = SimulatedRouter.files(version);
            it.files.keySet().forEach(path -> it.sources.put(path, "key key of Secret keys"));
        });
    }

    Goal since(Instant instant) {
        return with(it -> it.since = instant);
    }

    private Goal with(Consumer<Goal> change) {
        Goal copy = new Goal(revision, replicas);
        copy.maxSurge = maxSurge;
        copy.maxDraining = maxDraining;
        copy.maxWarm = maxWarm;
        copy.paused = paused;
        copy.deleting = deleting;
        copy.rollsBack = rollsBack;
        copy.canary = canary;
        copy.watchdog = watchdog;
        copy.drain = drain;
        copy.generation = generation;
        copy.files = files;
        copy.sources.putAll(sources);
        copy.restarts = restarts;
        copy.since = since;
        copy.watchedSince = watchedSince;
        change.accept(copy);
        return copy;
    }

    Desired desired() {
        return new Desired(
                revision,
                generation,
                files,
                sources,
                since,
                watchedSince,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                Duration.ofMinutes(10),
                paused,
                rollsBack,
                canary,
                watchdog,
                deleting ? Scene.NOW.minusSeconds(60) : null,
                drain,
                restarts,
                Duration.ofMinutes(5),
                1);
    }
}
