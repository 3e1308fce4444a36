package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.e2e.install.LiveGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The evidence of pods that have failed, found as a person finds it: by the command that a condition names. */
final class KeptEvidence {
    private static final Pattern COMMAND = Pattern.compile("evidence: kubectl describe configmap ([a-z0-9-]+)");

    private KeptEvidence() {}

    /** The file, whose pods are gone by now, mostly. */
    static String of(Stage stage, LiveGateway gateway) {
        String message = gateway.condition("Stalled").orElseThrow().getMessage();
        Matcher command = COMMAND.matcher(message);
        assertThat(command.find()).as(message).isTrue();
        ConfigMap record = stage.client()
                .configMaps()
                .inNamespace(stage.namespace())
                .withName(command.group(1))
                .require();
        return record.getData().getOrDefault("evidence.yaml", "");
    }
}
