package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks routers how they are: all pods of a gateway at the same time, each within a second. Safe for any thread. */
public final class Routers {
    private static final Logger LOG = LoggerFactory.getLogger(Routers.class);
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final RouterClient client;
    private final Clock clock;
    private final Instant startedAt;
    private final Map<String, Map<String, Contact>> contacts = new ConcurrentHashMap<>();

    /**
     * What is known of earlier asking.
     *
     * @param answered when it last answered; before that, when it could first have
     * @param unanswered when it was first asked in vain since then; empty if it was not
     */
    private record Contact(Instant answered, Optional<Instant> unanswered) {}

    /**
     * What came of one question.
     *
     * @param status empty if there is none, or none that can be read
     * @param unanswered it was asked, and neither said how it is nor refused to
     */
    private record Reply(Optional<RouterStatus> status, boolean unanswered) {
        static final Reply SILENCE = new Reply(Optional.empty(), true);

        /** Of a router that is not there, or that refuses. */
        static final Reply NONE = new Reply(Optional.empty(), false);
    }

    public Routers(RouterClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /**
     * The reports of these pods.
     *
     * @param token empty if it is not known: then none can be asked
     * @return one for each pod, by its name
     */
    Map<String, RouterReport> ask(String gatewayUid, List<Pod> pods, String token) {
        List<Pod> asked = token.isEmpty()
                ? List.of()
                : pods.stream().filter(PodReader::canBeAsked).toList();
        Map<String, RouterClient.Answer> answers = client.getAll(asked, token, AdminApi.STATUS);
        Map<String, Reply> replies = new HashMap<>();
        asked.forEach(pod -> replies.put(
                pod.getMetadata().getName(),
                read(pod, answers.get(pod.getMetadata().getName()))));
        Map<String, Contact> before = contacts.getOrDefault(gatewayUid, Map.of());
        Map<String, Contact> after = new HashMap<>();
        Map<String, RouterReport> reports = new HashMap<>();
        for (Pod pod : pods) {
            String uid = pod.getMetadata().getUid();
            Reply reply = replies.getOrDefault(pod.getMetadata().getName(), Reply.NONE);
            Contact first = new Contact(firstChance(pod), Optional.empty());
            Contact contact = after(before.getOrDefault(uid, first), reply);
            after.put(uid, contact);
            RouterReport none = token.isEmpty()
                    ? new RouterReport.Unasked()
                    : new RouterReport.Silent(
                            contact.answered(), contact.unanswered().orElseGet(clock::instant));
            reports.put(
                    pod.getMetadata().getName(),
                    reply.status().<RouterReport>map(RouterReport.Answered::new).orElse(none));
        }
        contacts.put(gatewayUid, Map.copyOf(after));
        return reports;
    }

    private Contact after(Contact before, Reply reply) {
        return new Contact(
                reply.status().isPresent() ? clock.instant() : before.answered(),
                reply.unanswered() ? before.unanswered().or(() -> Optional.of(clock.instant())) : Optional.empty());
    }

    /** The gateway is gone. */
    public void forget(String gatewayUid) {
        contacts.remove(gatewayUid);
    }

    /** A pod that was there before this process has not been silent for longer than this process listens. */
    private Instant firstChance(Pod pod) {
        Instant createdAt = Instant.parse(pod.getMetadata().getCreationTimestamp());
        return createdAt.isBefore(startedAt) ? startedAt : createdAt;
    }

    /** Whatever answers on this port, a report with holes is none. */
    private static boolean isComplete(@Nullable RouterStatus status) {
        return status != null
                && Stream.of(
                                status.revision(),
                                status.configHash(),
                                status.phase(),
                                status.inFlight(),
                                status.outcomes())
                        .allMatch(Objects::nonNull);
    }

    private static Reply read(Pod pod, RouterClient.@Nullable Answer answer) {
        if (answer == null) {
            return Reply.SILENCE;
        }
        if (answer.status() != HttpURLConnection.HTTP_OK) {
            LOG.warn(
                    "router's status refused pod={} status={}; does the Secret still hold the token that the pod started with?",
                    pod.getMetadata().getName(),
                    answer.status());
            return Reply.NONE;
        }
        try {
            return Optional.ofNullable(MAPPER.readValue(answer.body(), RouterStatus.class))
                    .filter(Routers::isComplete)
                    .map(it -> new Reply(Optional.of(it), false))
                    .orElse(Reply.SILENCE);
        } catch (IOException e) {
            LOG.warn(
                    "router's status is unreadable pod={} error={}",
                    pod.getMetadata().getName(),
                    e.toString());
            return Reply.SILENCE;
        }
    }
}
