package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.router.config.gateway.SecretReference;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {
    private static final Instant MONDAY = Instant.parse("2026-11-16T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-17T08:00:00Z");
    private static final String KEPT = "0123456789";
    private static final Map<String, String> UNDO = Map.of(Undo.ANNOTATION, KEPT);
    private static final JsonNode SPEC = Gateways.spec(Gateways.SPEC);

    @Test
    void theFirstValidSpecIsAcceptedWithTheDefaultImage() {
        Accepted accepted = accepted(decide(SPEC, Optional.empty(), "key-1", "router:1", MONDAY));

        assertThat(accepted.image()).isEqualTo("router:1");
        assertThat(accepted.since()).isEqualTo(MONDAY);
        assertThat(Accepted.fromJson(accepted.toJson(), "another-uid")).isEqualTo(accepted);
        assertThat(accepted.toJson()).doesNotContain("key-1").doesNotContain(base64("key-1"));
    }

    @Test
    void whatWasAcceptedIsReadBackAsItWas() {
        JsonNode spec = Gateways.spec(Gateways.EVERYTHING);
        Accepted accepted = new Accepted(
                spec,
                "router:1",
                new SecretHashes("hash", "files", "token"),
                "salt",
                "revision",
                MONDAY,
                3,
                "in place",
                "{\"token\": \"a\"}",
                new Undo("b", "c"));

        assertThat(Accepted.fromJson(accepted.toJson(), "another-uid")).isEqualTo(accepted);
    }

    @Test
    void anotherReleaseOfTheOperatorChangesNothing() {
        Accepted before = first();

        assertThat(accepted(Acceptance.decide(
                        input(SPEC, Optional.of(before), "key-1", "router:2", TUESDAY), (_, _, _) -> "rendered-anew")))
                .isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 5",
                "replicas: 3\ndrain: {timeout: 1h}",
                "replicas: 3\nrollout: {maxSurge: 2, maxDraining: 1, progressDeadline: 1h, paused: true, onFailure: Hold}",
                "replicas: 3\nservice: {port: 8080}",
                "replicas: 3\nrevisionHistoryLimit: 1",
                "replicas: 3\nlimits: {maxRequestBodySize: 32Mi}"
            })
    void whatReplacesNoPodKeepsTheRevisionAndTheImage(String becomes) {
        Accepted after = accepted(
                decide(Gateways.spec("replicas: 3", becomes), Optional.of(first()), "key-1", "router:2", TUESDAY));

        assertThat(after.revision()).isEqualTo(first().revision());
        assertThat(after.image()).isEqualTo("router:1");
        assertThat(after.since()).isEqualTo(MONDAY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 3\nlimits: {maxRequestBodySize: 1Mi}",
                "replicas: 3\nrollout: {restart: {token: again}}",
                "replicas: 3\ndrain: {settle: 3s}",
                "replicas: 3\npod: {labels: {team: a}}",
                "replicas: 3\nimagePullPolicy: Always"
            })
    void whatReplacesPodsTakesTheNewDefaultImageToo(String becomes) {
        Accepted after = accepted(
                decide(Gateways.spec("replicas: 3", becomes), Optional.of(first()), "key-1", "router:2", TUESDAY));

        assertThat(after.revision()).isNotEqualTo(first().revision());
        assertThat(after.image()).isEqualTo("router:2");
        assertThat(after.since()).isEqualTo(TUESDAY);
    }

    @Test
    void writingOutTheImageThatRunsRollsNothing() {
        Accepted after = accepted(decide(
                Gateways.spec("replicas: 3", "image: router:1"), Optional.of(first()), "key-1", "router:2", TUESDAY));

        assertThat(after.revision()).isEqualTo(first().revision());
        assertThat(after.since()).isEqualTo(MONDAY);
    }

    @Test
    void aRotatedKeyIsANewRevision() {
        Accepted after = accepted(decide(SPEC, Optional.of(first()), "key-2", "router:1", TUESDAY));

        assertThat(after.revision()).isNotEqualTo(first().revision());
    }

    @Test
    void aRotatedKeyWaitsForItsTurnAndNothingElseDoes() {
        assertThat(notYet(SPEC).revision()).isEqualTo(first().revision());
        assertThat(notYet(SPEC).secrets()).isEqualTo(first().secrets());
        assertThat(notYet(Gateways.spec("replicas: 3", "imagePullPolicy: Always"))
                        .revision())
                .isNotEqualTo(first().revision());
    }

    private static Accepted notYet(JsonNode spec) {
        Acceptance.Input due = input(spec, Optional.of(first()), "key-2", "router:1", TUESDAY);
        return accepted(decide(new Acceptance.Input(
                due.uid(),
                due.spec(),
                due.annotations(),
                due.previous(),
                due.kept(),
                due.sources(),
                _ -> false,
                due.adminToken(),
                due.defaultImage(),
                due.now())));
    }

    @Test
    void anInvalidSpecLeavesTheOneBeforeInForceWithTheNewNumberOfPods() {
        Acceptance.Verdict verdict = decide(
                Gateways.spec("replicas: 3", "replicas: 5\ndrain: {settle: 1h}"),
                Optional.of(first()),
                "key-1",
                "router:1",
                TUESDAY);

        assertThat(verdict).isInstanceOfSatisfying(Acceptance.Verdict.BeforeInForce.class, before -> {
            assertThat(before.accepted()).isEqualTo(first());
            assertThat(before.gateway().replicas()).isEqualTo(5);
            assertThat(before.gateway().rolling())
                    .isEqualTo(Gateways.valid(SPEC).rolling());
            assertThat(before.refusal().sentence()).startsWith("spec.drain.settle");
        });
    }

    @Test
    void anInvalidNumberOfPodsIsNotHonoured() {
        Acceptance.Verdict verdict = decide(
                Gateways.spec("replicas: 3", "replicas: -5"), Optional.of(first()), "key-1", "router:1", TUESDAY);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Acceptance.Verdict.BeforeInForce.class,
                        before -> assertThat(before.gateway().replicas()).isEqualTo(3));
    }

    @Test
    void aMissingSecretIsRefusedWithItsName() {
        assertThat(decide(SPEC, Optional.empty(), null, "router:1", MONDAY))
                .isInstanceOfSatisfying(Acceptance.Verdict.NothingInForce.class, nothing -> {
                    assertThat(nothing.refusal().reason()).isEqualTo(Reason.SecretMissing);
                    assertThat(nothing.refusal().sentence())
                            .isEqualTo(
                                    "spec.providers[0].credentials refers to Secret openai, which is not in this namespace; create it"
                                            + " with the key api-key");
                });
        assertThat(decide(SPEC, Optional.of(first()), null, "router:1", TUESDAY))
                .isInstanceOf(Acceptance.Verdict.BeforeInForce.class);
    }

    @Test
    void anEmptyKeyIsAMissingKey() {
        assertThat(decide(SPEC, Optional.empty(), " \n", "router:1", MONDAY))
                .isInstanceOfSatisfying(
                        Acceptance.Verdict.NothingInForce.class,
                        nothing -> assertThat(nothing.refusal().sentence())
                                .contains("the key api-key of Secret openai, which is missing or empty"));
    }

    @Test
    void otherClientKeysReplaceNoPodButMustBeKeys() {
        JsonNode spec =
                Gateways.spec("replicas: 3", "replicas: 3\nauth: {mode: Keys, keys: {secretKeyRef: {name: llm-keys}}}");
        Accepted before =
                accepted(decide(spec, Optional.empty(), withKeys("{keys: [{id: a, key: first-of-all-keys}]}")));

        Accepted after =
                accepted(decide(spec, Optional.of(before), withKeys("{keys: [{id: a, key: another-of-the-keys}]}")));
        Acceptance.Verdict broken = decide(spec, Optional.of(before), withKeys("{keys: [{key: not-to-be-repeated}]}"));

        assertThat(after).isEqualTo(before);
        assertThat(broken).isInstanceOfSatisfying(Acceptance.Verdict.BeforeInForce.class, refused -> {
            assertThat(refused.refusal().reason()).isEqualTo(Reason.InvalidKeys);
            assertThat(refused.refusal().sentence())
                    .startsWith(
                            "spec.auth.keys refers to the key keys.yaml of Secret llm-keys, which is no list of keys:")
                    .contains("keys[0].id")
                    .doesNotContain("repeated");
        });
    }

    @Test
    void warnsOfAKeyForAModelThatIsNotThere() {
        JsonNode spec =
                Gateways.spec("replicas: 3", "replicas: 1\nauth: {mode: Keys, keys: {secretKeyRef: {name: llm-keys}}}");

        assertThat(
                        decide(
                                spec,
                                Optional.empty(),
                                withKeys(
                                        "{teams: [{id: t, modelLimits: [{model: fast, maxConcurrent: 1}, {model: last, maxConcurrent: 1}]}],"
                                                + " keys: [{id: a, key: b, models: [fast, slow],"
                                                + " modelLimits: [{model: fast, maxConcurrent: 1}, {model: late, maxConcurrent: 1}]}]}")))
                .isInstanceOfSatisfying(
                        Acceptance.Verdict.InForce.class,
                        inForce -> assertThat(inForce.warnings())
                                .containsExactly(
                                        "team 't' limits model 'last', which does not exist",
                                        "key 'a' allows model 'slow', which does not exist",
                                        "key 'a' limits model 'late', which does not exist"));
    }

    @Test
    void anAuthorityFromAConfigMapIsPartOfTheRevision() {
        JsonNode spec = Gateways.spec(
                "baseUrl: https://api.openai.com/v1",
                "baseUrl: https://api.openai.com/v1\n    tls: {ca: {configMapKeyRef: {name: authority, key: ca.crt}}}");
        String certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        Accepted before = accepted(decide(spec, Optional.empty(), withAuthority(certificate)));

        assertThat(accepted(decide(spec, Optional.of(before), withAuthority(certificate + certificate)))
                        .revision())
                .isNotEqualTo(before.revision());
        assertThat(refusal(decide(spec, Optional.empty(), withAuthority("MIIB"))))
                .isEqualTo(new Refusal(
                        Reason.InvalidCertificates,
                        "spec.providers[0].tls.ca refers to the key ca.crt of ConfigMap authority, which holds no PEM"
                                + " certificate; put one there, which begins with -----BEGIN CERTIFICATE-----"));
        assertThat(refusal(decide(
                        spec,
                        Optional.empty(),
                        source -> source.kind() == SecretReference.Kind.ConfigMap
                                ? Optional.empty()
                                : Optional.of(Map.of("api-key", base64("key-1"))))))
                .isEqualTo(new Refusal(
                        Reason.ConfigMapMissing,
                        "spec.providers[0].tls.ca refers to ConfigMap authority, which is not in this namespace; create"
                                + " it with the key ca.crt"));
    }

    /** As cert-manager does every few weeks; a fleet that rolled each time would be the worse for it. */
    @Test
    void aRenewedCertificateOfThePodsThemselvesReplacesNone() {
        JsonNode spec = Gateways.spec(
                "replicas: 3", "replicas: 1\nlistener: {tls: {certificate: {secretRef: {name: llm-tls}}}}");
        String key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
        String certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        Accepted before = accepted(decide(spec, Optional.empty(), withPair(certificate, key)));

        assertThat(accepted(decide(spec, Optional.of(before), withPair(certificate + certificate, key + key))))
                .isEqualTo(before);
        assertThat(refusal(decide(spec, Optional.empty(), withPair(certificate, "MIIE"))))
                .isEqualTo(new Refusal(
                        Reason.InvalidCertificates,
                        "spec.listener.tls.certificate refers to the key tls.key of Secret llm-tls, which holds no PEM private key;"
                                + " put the certificate's there, not encrypted"));
    }

    private static Function<Source, Optional<Map<String, String>>> withPair(String certificate, String key) {
        return _ ->
                Optional.of(Map.of("api-key", base64("key-1"), "tls.crt", base64(certificate), "tls.key", base64(key)));
    }

    private static Function<Source, Optional<Map<String, String>>> withKeys(String keys) {
        return _ -> Optional.of(Map.of("api-key", base64("key-1"), "keys.yaml", base64(keys)));
    }

    private static Function<Source, Optional<Map<String, String>>> withAuthority(String certificate) {
        return _ -> Optional.of(Map.of("api-key", base64("key-1"), "ca.crt", base64(certificate)));
    }

    private static Refusal refusal(Acceptance.Verdict verdict) {
        return ((Acceptance.Verdict.NothingInForce) verdict).refusal();
    }

    @Test
    void anAnnotationRestartsOnceAndItsRemovalOrPoisonNothing() {
        Accepted asked = accepted(decide(annotated(first(), Map.of(RequestedRestart.ANNOTATION, "monday"), "key-1")));
        assertThat(asked.revision()).isNotEqualTo(first().revision());
        assertThat(Accepted.fromJson(asked.toJson(), "uid")).isEqualTo(asked);

        for (String text : List.of("", "monday", "{\"token\": \"monday\"", "{\"force\": true}", "x".repeat(300))) {
            Acceptance.Verdict after = decide(annotated(asked, Map.of(RequestedRestart.ANNOTATION, text), "key-1"));
            assertThat(accepted(after).revision()).as(text).isEqualTo(asked.revision());
            assertThat(((Acceptance.Verdict.InForce) after).warnings())
                    .as(text)
                    .hasSize(text.length() > 6 ? 1 : 0)
                    .allMatch(it -> it.contains("sluicegate.dev/restartedAt"));
        }
        assertThat(accepted(decide(annotated(asked, Map.of(), "key-1")))).isEqualTo(asked);
    }

    @Test
    void howARestartDrainsNamesNoRevision() {
        Accepted asked = accepted(decide(annotated(first(), Map.of(RequestedRestart.ANNOTATION, "monday"), "key-1")));
        Acceptance.Verdict forced = decide(annotated(
                asked, Map.of(RequestedRestart.ANNOTATION, "{\"token\": \"monday\", \"force\": true}"), "key-1"));

        assertThat(accepted(forced).revision()).isEqualTo(asked.revision());
        assertThat(((Acceptance.Verdict.InForce) forced)
                        .gateway()
                        .asked()
                        .restart()
                        .force())
                .isTrue();
        JsonNode spec = Gateways.spec("replicas: 3", "replicas: 3\nrollout: {restart: {force: true}}");
        assertThat(accepted(decide(spec, Optional.of(first()), "key-1", "router:1", TUESDAY))
                        .revision())
                .isEqualTo(first().revision());
    }

    @Test
    void aPersonGoesBackUntilTheSpecChangesOrTheAnnotationGoes() {
        Acceptance.Verdict verdict = decide(annotated(first(), UNDO, "key-1"));
        Accepted undone = accepted(verdict);
        assertThat(undone.revision()).isEqualTo(KEPT);
        assertThat(undone.since()).isEqualTo(TUESDAY);
        assertThat(undone.generation()).as("of the config in its record").isEqualTo(2);
        assertThat(undone.isUndone()).isTrue();
        assertThat(((Acceptance.Verdict.InForce) verdict).warnings())
                .anyMatch(it -> it.contains(KEPT) && it.contains(first().revision()));
        assertThat(Accepted.fromJson(undone.toJson(), "uid")).isEqualTo(undone);

        assertThat(accepted(decide(annotated(undone, UNDO, "key-1")))).isEqualTo(undone);
        assertThat(accepted(decide(annotated(undone, Map.of(), "key-1"))).revision())
                .isEqualTo(first().revision());
        Acceptance.Input changed = annotated(undone, UNDO, "key-1");
        Accepted after = accepted(decide(with(changed, Gateways.spec("replicas: 3", "image: router:9"))));
        assertThat(after.isUndone()).isFalse();
        assertThat(accepted(decide(with(annotated(after, UNDO, "key-1"), SPEC))).isUndone())
                .as("the same annotation over another spec")
                .isFalse();
        assertThat(accepted(decide(annotated(after, Map.of(Undo.ANNOTATION, KEPT + " once more"), "key-1")))
                        .isUndone())
                .isTrue();
    }

    @Test
    void neitherARotatedSecretNorARestartBringsBackWhatIsUndone() {
        Accepted undone = accepted(decide(annotated(first(), UNDO, "key-1")));
        Acceptance.Verdict rotated = decide(annotated(undone, UNDO, "key-2"));
        assertThat(accepted(rotated).revision()).isEqualTo(KEPT);
        assertThat(((Acceptance.Verdict.InForce) rotated).warnings()).anyMatch(it -> it.contains("Secret has changed"));

        Map<String, String> both =
                Map.of(Undo.ANNOTATION, UNDO.get(Undo.ANNOTATION), RequestedRestart.ANNOTATION, "now");
        Acceptance.Verdict restarted = decide(annotated(undone, both, "key-1"));
        assertThat(accepted(restarted).revision()).isEqualTo(KEPT);
        assertThat(((Acceptance.Verdict.InForce) restarted).warnings()).anyMatch(it -> it.contains("waits until then"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999999999", "../../etc", "0123456789abc", ""})
    void whatIsNotKeptIsNotGoneBackTo(String text) {
        Acceptance.Verdict verdict = decide(annotated(first(), Map.of(Undo.ANNOTATION, text), "key-1"));

        assertThat(accepted(verdict).revision()).isEqualTo(first().revision());
        assertThat(accepted(verdict).isUndone()).isFalse();
        assertThat(((Acceptance.Verdict.InForce) verdict).warnings()).hasSize(text.isEmpty() ? 0 : 1);
    }

    @Test
    void aRecordThatIsDeletedMeanwhileEndsTheUndo() {
        Accepted undone = accepted(decide(annotated(first(), UNDO, "key-1")));
        Accepted elsewhere = new Accepted(
                undone.spec(),
                undone.image(),
                undone.secrets(),
                undone.salt(),
                "abcdefabcd",
                TUESDAY,
                0,
                "",
                "",
                undone.undo());

        assertThat(accepted(decide(annotated(elsewhere, UNDO, "key-1"))).revision())
                .isEqualTo(first().revision());
    }

    private static Acceptance.Input annotated(Accepted previous, Map<String, String> annotations, String key) {
        return with(input(SPEC, Optional.of(previous), key, "router:1", TUESDAY), annotations);
    }

    private static Acceptance.Input with(Acceptance.Input it, Map<String, String> annotations) {
        return new Acceptance.Input(
                it.uid(),
                it.spec(),
                annotations,
                it.previous(),
                it.kept(),
                it.sources(),
                it.takesUp(),
                it.adminToken(),
                it.defaultImage(),
                it.now());
    }

    private static Acceptance.Input with(Acceptance.Input it, JsonNode spec) {
        return with(
                new Acceptance.Input(
                        it.uid(),
                        spec,
                        it.annotations(),
                        it.previous(),
                        it.kept(),
                        it.sources(),
                        it.takesUp(),
                        it.adminToken(),
                        it.defaultImage(),
                        it.now()),
                it.annotations());
    }

    private static Accepted first() {
        return accepted(decide(SPEC, Optional.empty(), "key-1", "router:1", MONDAY));
    }

    private static Acceptance.Verdict decide(
            JsonNode spec, Optional<Accepted> previous, @Nullable String key, String defaultImage, Instant now) {
        return decide(input(spec, previous, key, defaultImage, now));
    }

    private static Acceptance.Verdict decide(
            JsonNode spec, Optional<Accepted> previous, Function<Source, Optional<Map<String, String>>> sources) {
        return decide(new Acceptance.Input(
                "uid", spec, Map.of(), previous, List.of(), sources, _ -> true, "admin-token", "router:1", MONDAY));
    }

    private static Acceptance.Verdict decide(Acceptance.Input input) {
        return Acceptance.decide(
                input,
                (rolling, image, secretsHash) -> Fingerprint.of(
                        "",
                        List.of(
                                rolling.config().toString(),
                                rolling.pod().toString(),
                                rolling.imagePullPolicy().toString(),
                                rolling.restarts().text(),
                                image,
                                secretsHash)));
    }

    private static Acceptance.Input input(
            JsonNode spec, Optional<Accepted> previous, @Nullable String key, String defaultImage, Instant now) {
        return new Acceptance.Input(
                "uid",
                spec,
                Map.of(),
                previous,
                List.of(new KeptRevision(KEPT, KEPT, 2, false)),
                _ -> key == null ? Optional.empty() : Optional.of(Map.of("api-key", base64(key))),
                _ -> true,
                "admin-token",
                defaultImage,
                now);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static Accepted accepted(Acceptance.Verdict verdict) {
        return ((Acceptance.Verdict.InForce) verdict).accepted();
    }
}
