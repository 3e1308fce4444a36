package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.operator.observe.Observer.Observation;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.KeyUsage;
import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import dev.sluicegate.router.adminapi.RouterStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks routers what RouterKeys have used: seldom, and only those where a request has ended since. A pod that leaves is asked each time, so that its last counts
 * are known before it is removed. What a process has said last is remembered when it is gone, until it has been written down. Safe for any thread, one gateway
 * at a time.
 */
public final class KeyUsages {
    /** The shortest time between two questions to a pod that stays. */
    public static final Duration EACH = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(KeyUsages.class);
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    /** Processes that are gone and whose counts cannot be written down, for each gateway; the earliest are forgotten. */
    private static final int MOST_GONE = 100;

    /** Before any request has ended, and not even that is known. */
    private static final long NEVER = -1;

    private final RouterClient client;
    private final Map<String, Known> gateways = new ConcurrentHashMap<>();

    /** @param ended how many of its requests had ended by then */
    private record Asked(Instant at, long ended) {}

    /**
     * What is known of one gateway.
     *
     * @param asked when each pod was last asked
     * @param latest the last answer of each pod
     * @param gone the last answers of processes that are gone
     */
    private record Known(Map<String, Asked> asked, Map<String, UsageReading> latest, Deque<UsageReading> gone) {
        Known() {
            this(new HashMap<>(), new HashMap<>(), new ArrayDeque<>());
        }

        void answered(UsageReading reading) {
            UsageReading before = latest.put(reading.pod(), reading);
            if (before != null && !before.startedAt().equals(reading.startedAt())) {
                gone(before);
            }
        }

        void gone(UsageReading reading) {
            gone.addLast(reading.leaving());
            if (gone.size() > MOST_GONE) {
                gone.removeFirst();
            }
        }
    }

    public KeyUsages(RouterClient client) {
        this.client = client;
    }

    /**
     * The last answers of all pods, and of processes that are gone since {@link #written}. Takes a second at most.
     *
     * @param token empty if it is not known: then none can be asked
     */
    public List<UsageReading> look(String gatewayUid, Observation observation, String token, Instant now) {
        Known known = gateways.computeIfAbsent(gatewayUid, _ -> new Known());
        Map<String, PodState> pods = observation
                .observed()
                .pods()
                .collect(Collectors.toMap(PodState::name, Function.identity(), (first, _) -> first));
        if (!token.isEmpty()) {
            ask(known, observation, pods, token, now);
        }
        known.asked.keySet().retainAll(pods.keySet());
        known.latest.values().stream().filter(it -> !pods.containsKey(it.pod())).forEach(known::gone);
        known.latest.keySet().retainAll(pods.keySet());
        return Stream.concat(
                        known.gone.stream(),
                        known.latest.values().stream().map(it -> leaves(pods.get(it.pod())) ? it.leaving() : it))
                .toList();
    }

    /** What is gone stands in all statuses now, and need not be remembered. */
    public void written(String gatewayUid) {
        Known known = gateways.get(gatewayUid);
        if (known != null) {
            known.gone.clear();
        }
    }

    /** The gateway is gone. */
    public void forget(String gatewayUid) {
        gateways.remove(gatewayUid);
    }

    private void ask(Known known, Observation observation, Map<String, PodState> pods, String token, Instant now) {
        List<Pod> asked = new ArrayList<>();
        pods.forEach((name, state) -> {
            Pod pod = observation.pods().get(name);
            if (pod != null
                    && state.router() instanceof RouterReport.Answered(RouterStatus status)
                    && isDue(known.asked.get(name), state, ended(status), now)) {
                known.asked.put(name, new Asked(now, ended(status)));
                asked.add(pod);
            }
        });
        Map<String, RouterClient.Answer> answers = client.getAll(asked, token, AdminApi.KEYS);
        for (Pod pod : asked) {
            String name = pod.getMetadata().getName();
            // one that has not answered is asked again after a while, though nothing may have ended there
            Optional.ofNullable(answers.get(name))
                    .flatMap(it -> read(name, it))
                    .ifPresentOrElse(known::answered, () -> known.asked.put(name, new Asked(now, NEVER)));
        }
    }

    /** What a router has reported as ended it has counted for its key before. */
    private static boolean isDue(@Nullable Asked asked, PodState pod, long ended, Instant now) {
        return asked == null || (asked.ended != ended && (leaves(pod) || !now.isBefore(asked.at.plus(EACH))));
    }

    private static long ended(RouterStatus status) {
        return status.totals() == null ? NEVER : status.totals().ended();
    }

    private static boolean leaves(@Nullable PodState pod) {
        return pod == null
                || !pod.isLive()
                || (pod.router() instanceof RouterReport.Answered(RouterStatus status) && status.drain() != null);
    }

    /** A router of a release that does not count by keys has no such endpoint. */
    private static Optional<UsageReading> read(String pod, RouterClient.Answer answer) {
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            LOG.debug("router does not tell what keys have used pod={} status={}", pod, answer.status());
            return Optional.empty();
        }
        try {
            KeyUsage usage = MAPPER.readValue(answer.body(), KeyUsage.class);
            return usage == null || usage.startedAt() == null || usage.keys() == null
                    ? Optional.empty()
                    : Optional.of(new UsageReading(
                            pod,
                            usage.startedAt(),
                            false,
                            usage.keys().stream()
                                    .collect(Collectors.toMap(Counts::id, Function.identity(), (first, _) -> first))));
        } catch (IOException e) {
            LOG.warn("what a router says of keys is unreadable pod={} error={}", pod, e.toString());
            return Optional.empty();
        }
    }
}
