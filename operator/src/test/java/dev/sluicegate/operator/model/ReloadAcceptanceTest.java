package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Gateways;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By which way a changed spec reaches the pods, and what its revision is called then. */
class ReloadAcceptanceTest {
    private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-17T08:00:00Z");
    private static final String RELOAD = "rollout: {onConfigChange: Reload}\n";
    private static final Accepted FIRST = accept(RELOAD, Optional.empty(), List.of(), "key", MONDAY);

    @Test
    void aChangeThatPodsCanTakeUpKeepsTheRevisionAndTheImage() {
        Accepted after =
                accept(RELOAD + "limits: {requestsPerMinute: 5}", Optional.of(FIRST), proven(), "key", TUESDAY);

        assertThat(after.revision()).isEqualTo(FIRST.revision());
        assertThat(after.generation()).isEqualTo(1);
        assertThat(after.since()).isEqualTo(TUESDAY);
        assertThat(after.way()).isEqualTo("in place");
    }

    /** A decision that ignores what pods are made of reloads these too, and no pod ever gets them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rollout: {onConfigChange: Reload}#image: router:2|spec.image or spec.imagePullPolicy has changed",
                "rollout: {onConfigChange: Reload, restart: {token: x}}|another restart is asked for",
                "rollout: {onConfigChange: Reload}#pod: {labels: {a: b}}|spec.pod has changed",
                "rollout: {onConfigChange: Reload}#drain: {terminationBudget: 1m}|of spec.drain.terminationBudget",
                "rollout: {onConfigChange: Reload}#auth: {mode: MasterKey, masterKey: {secretKeyRef: {name: m, key: k}}}|of spec.auth.masterKey",
                "rollout: {onConfigChange: Roll}#limits: {requestsPerMinute: 5}|spec.rollout.onConfigChange is Roll"
            })
    void whatNeedsNewPodsRolls(String becomes, String why) {
        Accepted after = accept(becomes.replace("#", "\n"), Optional.of(FIRST), proven(), "key", TUESDAY);

        assertThat(after.revision()).isNotEqualTo(FIRST.revision());
        assertThat(after.generation()).isZero();
        assertThat(after.way()).isEqualTo("new pods, because " + why);
    }

    @Test
    void anotherSecretIsMountedByNewPods() {
        Accepted after = accepted(
                Gateways.spec("replicas: 3", "replicas: 3\n" + RELOAD)
                        .toString()
                        .replace("\"name\":\"openai\",\"key\"", "\"name\":\"other\",\"key\""),
                Optional.of(FIRST),
                proven(),
                "key",
                TUESDAY);

        assertThat(after.way()).isEqualTo("new pods, because another Secret or ConfigMap is mounted");
    }

    /** A decision that takes it as it takes a change under Roll rolls here, and one that writes nothing down never waits for the pods. */
    @Test
    void aSecretThatHasChangedReplacesNoPodAndIsDueAnew() {
        Accepted after = accept(RELOAD, Optional.of(FIRST), proven(), "rotated", TUESDAY);

        assertThat(after.revision()).isEqualTo(FIRST.revision());
        assertThat(after.generation()).isEqualTo(1);
        assertThat(after.since()).isEqualTo(TUESDAY);
        assertThat(after.way()).isEqualTo("in place");
        assertThat(accept(RELOAD, Optional.of(after), proven(), "rotated", TUESDAY.plusSeconds(9)))
                .isEqualTo(after);
    }

    @Test
    void aSecretThatHasChangedWithTheSpecReplacesNoPodEither() {
        Accepted after =
                accept(RELOAD + "limits: {requestsPerMinute: 5}", Optional.of(FIRST), proven(), "rotated", TUESDAY);

        assertThat(after.revision()).isEqualTo(FIRST.revision());
        assertThat(after.secrets()).isNotEqualTo(FIRST.secrets());
    }

    /** Its pods carry something of it in their template: whoever lets them follow has pods that kubelet cannot drain. */
    @Test
    void anotherAdminTokenNeedsNewPods() {
        Accepted after = accepted(spec(RELOAD), Optional.of(FIRST), proven(), "key", "another-token", TUESDAY);

        assertThat(after.revision()).isNotEqualTo(FIRST.revision());
        assertThat(after.way()).isEqualTo("new pods, because the content of a Secret has changed");
        assertThat(accepted(
                                spec(RELOAD + "limits: {requestsPerMinute: 5}"),
                                Optional.of(FIRST),
                                proven(),
                                "key",
                                "another-token",
                                TUESDAY)
                        .way())
                .isEqualTo("new pods, because the admin token has changed, from which pods carry something");
    }

    /** Routers take them up by themselves, so a revision is not named by them: nothing is to be told to routers, only waited for. */
    @Test
    void clientKeysThatHaveChangedAreDueAnewWithoutAnotherConfig() {
        String keys = RELOAD + "auth: {mode: Keys, keys: {secretKeyRef: {name: k, key: k}}}";
        Accepted before = accept(keys, Optional.empty(), List.of(), keysFile("a"), MONDAY);
        List<KeptRevision> kept = List.of(new KeptRevision(before.revision(), before.revision(), 0, true));
        SecretHashes was = before.secrets();

        Accepted after = accept(
                keys,
                Optional.of(before.with(new SecretHashes(was.rolling(), "of other keys", was.token()))),
                kept,
                keysFile("a"),
                TUESDAY);

        assertThat(after.revision()).isEqualTo(before.revision());
        assertThat(after.generation()).isZero();
        assertThat(after.since()).isEqualTo(TUESDAY);
    }

    @Test
    void whatAnEarlierOperatorHasNotWrittenDownIsNoChange() {
        Accepted earlier = FIRST.with(new SecretHashes(FIRST.secrets().rolling(), "", ""));

        assertThat(accept(RELOAD, Optional.of(earlier), proven(), "key", TUESDAY))
                .isEqualTo(FIRST);
    }

    @Test
    void withRollASecretThatHasChangedRollsAndARevisionThatIsNotProvenIsSuperseded() {
        assertThat(accept("rollout: {onConfigChange: Roll}", Optional.of(FIRST), proven(), "rotated", TUESDAY)
                        .way())
                .isEqualTo("new pods, because the content of a Secret has changed");
        assertThat(accept(RELOAD, Optional.of(FIRST), List.of(), "rotated", TUESDAY)
                        .way())
                .isEqualTo("new pods, because the content of a Secret has changed");
        String change = RELOAD + "limits: {requestsPerMinute: 5}";
        assertThat(accept(change, Optional.of(FIRST), List.of(), "key", TUESDAY).way())
                .startsWith("new pods, because the revision before it was not proven yet");
    }

    @Test
    void switchingBetweenTheTwoRollsNothing() {
        Accepted rolls = accept("rollout: {onConfigChange: Roll}", Optional.of(FIRST), proven(), "key", TUESDAY);
        assertThat(rolls.revision()).isEqualTo(FIRST.revision());
        assertThat(rolls.since()).isEqualTo(MONDAY);
        assertThat(accept(RELOAD, Optional.of(rolls), proven(), "key", TUESDAY)).isEqualTo(FIRST);
    }

    /** A revision that was named by what it was first made of would be taken for that again. */
    @Test
    void aRevisionThatWasReloadedIsFoundByWhatItIsMadeOfNow() {
        String two = "limits: {requestsPerMinute: 2}";
        String roll = "rollout: {onConfigChange: Roll}\n";
        Accepted reloaded = accept(RELOAD + two, Optional.of(FIRST), proven(), "key", TUESDAY);
        String madeOfTwo =
                accept(roll + two, Optional.empty(), List.of(), "key", MONDAY).revision();
        KeptRevision kept = new KeptRevision(FIRST.revision(), madeOfTwo, 1, true);

        Accepted first = accept(roll, Optional.of(reloaded), List.of(kept), "key", TUESDAY);
        assertThat(first.revision()).isNotEqualTo(FIRST.revision());
        Accepted away = accept(roll + "imagePullPolicy: Never", Optional.of(reloaded), List.of(kept), "key", TUESDAY);
        Accepted back = accept(roll + two, Optional.of(away), List.of(kept), "key", TUESDAY);
        assertThat(back.revision()).isEqualTo(FIRST.revision());
        assertThat(back.generation()).isEqualTo(1);
    }

    @Test
    void whatWasRefusedInPlaceRollsWhenItIsToRoll() {
        String change = "limits: {requestsPerMinute: 5}";
        Accepted refused = accept(RELOAD + change, Optional.of(FIRST), proven(), "key", TUESDAY);
        Accepted rolls =
                accept("rollout: {onConfigChange: Roll}\n" + change, Optional.of(refused), proven(), "key", TUESDAY);

        assertThat(rolls.revision()).isNotEqualTo(FIRST.revision());
        assertThat(rolls.generation()).isZero();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** The first revision, proven, as its record was first written. */
    private static List<KeptRevision> proven() {
        return List.of(new KeptRevision(FIRST.revision(), FIRST.revision(), 0, true));
    }

    private static Accepted accept(
            String more, Optional<Accepted> previous, List<KeptRevision> kept, String key, Instant now) {
        return accepted(spec(more), previous, kept, key, now);
    }

    private static String spec(String more) {
        return Gateways.spec("replicas: 3", "replicas: 3\n" + more).toString();
    }

    private static String keysFile(String name) {
        return "keys: [{id: " + name + ", sha256: " + "0".repeat(64) + "}]";
    }

    private static Accepted accepted(
            String spec, Optional<Accepted> previous, List<KeptRevision> kept, String key, Instant now) {
        return accepted(spec, previous, kept, key, "admin-token", now);
    }

    private static Accepted accepted(
            String spec,
            Optional<Accepted> previous,
            List<KeptRevision> kept,
            String key,
            String adminToken,
            Instant now) {
        Acceptance.Input input = new Acceptance.Input(
                "uid",
                Gateways.spec(spec),
                Map.of(),
                previous,
                kept,
                _ -> Optional.of(Map.of("api-key", base64(key), "k", base64(key))),
                _ -> true,
                adminToken,
                "router:1",
                now);
        Acceptance.Verdict verdict = Acceptance.decide(
                input,
                (rolling, image, secretsHash) -> Fingerprint.of("", List.of(rolling.toString(), image, secretsHash))
                        .substring(0, 10));
        return ((Acceptance.Verdict.InForce) verdict).accepted();
    }
}
