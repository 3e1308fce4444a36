package dev.sluicegate.operator.reconcile;

import static dev.sluicegate.operator.reconcile.Given.isDeleted;
import static dev.sluicegate.operator.reconcile.Given.isEdited;
import static dev.sluicegate.operator.reconcile.Given.recordSays;
import static dev.sluicegate.operator.reconcile.Given.specBecomes;
import static dev.sluicegate.operator.reconcile.Row.steady;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Configs that change in place. */
final class ReloadRows {
    private static final String RELOAD = "{\"rollout\":{\"onConfigChange\":\"Reload\"}}";
    private static final String CHANGE =
            "{\"rollout\":{\"onConfigChange\":\"Reload\"},\"logging\":{\"level\":\"WARN\"}}";
    private static final String WRONG =
            "{\"rollout\":{\"onConfigChange\":\"Reload\"},\"models\":[{\"name\":\"fast\",\"aliases\":[\"INVALID\"],"
                    + "\"targets\":[{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\",\"weight\":9},{\"provider\":\"local\"}]}]}";

    private static final Consumer<World> ROTATION =
            isEdited(Secret.class, "openai", "{\"data\":{\"api-key\":\"cm90YXRlZA==\"}}");

    private static final Consumer<World> SPOILT = isEdited(
            Secret.class,
            "openai",
            "{\"data\":{\"api-key\":\"%s\"}}"
                    .formatted(Base64.getEncoder().encodeToString(SimulatedMounts.BAD.getBytes(UTF_8))));

    /** As it was at first. */
    private static final Consumer<World> MENDED =
            isEdited(Secret.class, "openai", "{\"data\":{\"api-key\":\"c2VjcmV0\"}}");

    private ReloadRows() {}

    static List<Row> spoiling() {
        return List.of(steady(
                        "a file that no router takes needs a person, and a config that was refused for it is tried again when it is mended")
                .given(specBecomes(RELOAD))
                .given(World::settle)
                .given(SPOILT)
                .writes(
                        "apply ConfigMap llm-accepted",
                        "check Pod llm-REVISION-1-0",
                        "patch ConfigMap llm-REVISION config",
                        "patch Pod llm-REVISION-1-0 sync requested",
                        "patch Pod llm-REVISION-2-0 sync requested",
                        "patch Pod llm-REVISION-3-0 sync requested",
                        "status RouterGateway llm")
                .says("Ready=False Reloading")
                .then()
                .writes(reloads(List.of(), "status RouterGateway llm"))
                .says("Ready=False Reloading", "Stalled=False Progressing")
                .tells(
                        "Warning PodProblem: pod llm-REVISION-1-0: a file must hold one key",
                        "Warning PodProblem: pod llm-REVISION-2-0: a file must hold one key",
                        "Warning PodProblem: pod llm-REVISION-3-0: a file must hold one key")
                .then()
                .writes(reloads(List.of()))
                .then()
                .writes(reloads(List.of(), "status RouterGateway llm"))
                .says("Ready=False FileRejected", "Stalled=True FileRejected", "Available=True EnoughPodsOpen")
                .because("Stalled", "(key api-key of Secret openai) as it is now; ")
                .because("Stalled", "a file must hold one key")
                .tells("Warning FileRejected: …")
                .then(specBecomes(CHANGE))
                .writes(reloads(
                        List.of(
                                "apply ConfigMap llm-accepted",
                                "check Pod llm-REVISION-1-0",
                                "patch ConfigMap llm-REVISION failed with evidence"),
                        "status RouterGateway llm"))
                .says("Ready=False Reloading")
                .tells("Normal Recovered: the rollout goes on")
                .then()
                .writes(reloads(List.of(), "status RouterGateway llm"))
                .says("Ready=False ConfigRejected", "Stalled=True ConfigRejected")
                .because("Stalled", "a file must hold one key")
                .tells("Warning ConfigRejected: …")
                .then()
                .writes(reloads(List.of()))
                .says("Stalled=True ConfigRejected")
                .then(MENDED)
                .writes(reloads(
                        List.of(
                                "apply ConfigMap llm-accepted",
                                "patch Pod llm-REVISION-1-0 sync requested",
                                "patch Pod llm-REVISION-2-0 sync requested",
                                "patch Pod llm-REVISION-3-0 sync requested"),
                        "status RouterGateway llm"))
                .says("Ready=False Reloading")
                .tells("Normal Recovered: the rollout goes on")
                .then()
                .writes(reloads(List.of("check Pod llm-REVISION-1-0", "patch ConfigMap llm-REVISION config")))
                .says("Ready=False Reloading")
                .then()
                .writes("status RouterGateway llm")
                .says("Ready=True Ready", "Stalled=False Progressing")
                .tells(
                        "Normal Reloaded: all open pods have taken up another config in place",
                        "Normal Ready: all wanted pods are open, and no other revision is in the Service"));
    }

    private static String[] reloads(List<String> before, String... after) {
        return Stream.of(
                        before.stream(),
                        Stream.of(1, 2, 3).map("reload Pod llm-REVISION-%d-0"::formatted),
                        Stream.of(after))
                .flatMap(it -> it)
                .toArray(String[]::new);
    }

    static List<Row> rotating() {
        return List.of(
                steady("a Secret that rotates replaces no pod: kubelet is asked to sync, and all are waited for")
                        .given(specBecomes(RELOAD))
                        .given(World::settle)
                        .given(ROTATION)
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "check Pod llm-REVISION-1-0",
                                "patch ConfigMap llm-REVISION config",
                                "patch Pod llm-REVISION-1-0 sync requested",
                                "patch Pod llm-REVISION-2-0 sync requested",
                                "patch Pod llm-REVISION-3-0 sync requested",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading", "Stalled=False Progressing")
                        .then()
                        .writes(
                                "reload Pod llm-REVISION-1-0",
                                "reload Pod llm-REVISION-2-0",
                                "reload Pod llm-REVISION-3-0",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading")
                        .then()
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .tells(
                                "Normal Reloaded: all open pods have taken up another config in place",
                                "Normal Ready: all wanted pods are open, and no other revision is in the Service"),
                steady(
                                "a Secret that is taken away while a gateway waits for nothing is said, and holds up nothing else")
                        .given(specBecomes(RELOAD))
                        .given(World::settle)
                        .given(isDeleted(Secret.class, "openai"))
                        .writes("status RouterGateway llm")
                        .says("Accepted=False SecretMissing")
                        .tells("Warning SecretMissing: …"));
    }

    static List<Row> reloading() {
        return List.of(
                steady("switching to Reload rolls nothing")
                        .given(specBecomes(RELOAD))
                        .writes("apply ConfigMap llm-accepted", "status RouterGateway llm")
                        .says("Ready=True Ready"),
                // red if a router is told only when another one has answered
                steady("one pod checks a config, then the record has it, then all are told at once")
                        .given(world -> world.kubelet().answersWhenAreTold(3))
                        .given(specBecomes(CHANGE))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "check Pod llm-REVISION-1-0",
                                "patch ConfigMap llm-REVISION config",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading", "Reconciling=True Reloading", "Stalled=False Progressing")
                        .because("Ready", "is checked by llm-")
                        .againWithin(Duration.ofSeconds(1))
                        .then()
                        .writes(
                                "reload Pod llm-REVISION-1-0",
                                "reload Pod llm-REVISION-2-0",
                                "reload Pod llm-REVISION-3-0",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading")
                        .againWithin(Duration.ofSeconds(1))
                        .then()
                        .writes("status RouterGateway llm")
                        .says("Ready=True Ready")
                        .tells(
                                "Normal Reloaded: all open pods have taken up another config in place",
                                "Normal Ready: all wanted pods are open, and no other revision is in the Service"),
                steady("a router that has forgotten it is told again by the next operator")
                        .given(specBecomes(CHANGE))
                        .given(World::settle)
                        .given(world -> world.kubelet().restartAll("an earlier one"))
                        .given(World::restartOperator)
                        .writes(
                                "reload Pod llm-REVISION-1-0",
                                "reload Pod llm-REVISION-2-0",
                                "reload Pod llm-REVISION-3-0",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading"),
                steady("one that the pod refuses is remembered, and the others are not asked")
                        .given(specBecomes(WRONG))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "check Pod llm-REVISION-1-0",
                                "patch ConfigMap llm-REVISION failed with evidence",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading")
                        .then()
                        .writes("status RouterGateway llm")
                        .says(
                                "Ready=False ConfigRejected",
                                "Stalled=True ConfigRejected",
                                "Available=True EnoughPodsOpen")
                        .because("Ready", "does not accept config 1 of")
                        .tells("Warning ConfigRejected: …")
                        .then()
                        .says("Ready=False ConfigRejected")
                        .then(
                                specBecomes(
                                        "{\"models\":[{\"name\":\"fast\",\"targets\":[{\"provider\":\"local\"},{\"provider\":\"openai\"}]}]}"))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "check Pod llm-REVISION-1-0",
                                "patch ConfigMap llm-REVISION config",
                                "status RouterGateway llm")
                        .says("Ready=False Reloading")
                        .tells("Normal Recovered: the rollout goes on"),
                steady("a record that an earlier operator has closed for good rolls")
                        .given(recordSays("{\"immutable\":true}"))
                        .given(specBecomes(CHANGE))
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .tells("Normal RolloutStarted: …"),
                steady("a Secret that rotates rolls, unless routers are to follow")
                        .given(ROTATION)
                        .writes(
                                "apply ConfigMap llm-accepted",
                                "create ConfigMap llm-NEXT",
                                "create ReplicaSet llm-NEXT-1",
                                "status RouterGateway llm")
                        .tells("Normal RolloutStarted: …"));
    }
}
