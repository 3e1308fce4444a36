package dev.sluicegate.operator.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.model.Fingerprint;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.router.config.RouterConfigReader;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

/**
 * Everything that one revision of a gateway's pods is made of.
 *
 * @param gateway the gateway's name
 * @param image what its pods run
 * @param secretsHash of everything secret that it depends on
 * @param generation of its config; 0 is the one that it was made with
 * @param drainWaitToken what its preStop hook says to the router
 */
public record Revision(
        String gateway,
        String name,
        Gateway.Rolling rolling,
        String image,
        String secretsHash,
        int generation,
        String drainWaitToken) {
    private static final int NAME_LENGTH = 10;

    /**
     * The name of the revision that these make: a hash of the pod template, the config, the secrets' hash and the restart token. It
     * does not depend on the number of pods, nor on how they are replaced.
     */
    public static String name(
            String gateway, Gateway.Rolling rolling, String image, String secretsHash, String drainWaitToken) {
        Revision unnamed = new Revision(gateway, "", rolling, image, secretsHash, 0, drainWaitToken);
        String template = Serialization.asJson(PodTemplate.of(unnamed));
        return Fingerprint.of(
                        gateway,
                        List.of(
                                template,
                                unnamed.configText(),
                                secretsHash,
                                rolling.restarts().text()))
                .substring(0, NAME_LENGTH);
    }

    /** The name that a new revision of this would have. */
    String madeOf() {
        return name(gateway, rolling, image, secretsHash, drainWaitToken);
    }

    /** The router's config file. */
    public String configText() {
        return new String(RouterConfigReader.write(rolling.config().ofGeneration(generation)), UTF_8);
    }

    /** What a router reports when it runs this config. */
    public String configHash() {
        return RouterConfigReader.hash(configText().getBytes(UTF_8));
    }
}
