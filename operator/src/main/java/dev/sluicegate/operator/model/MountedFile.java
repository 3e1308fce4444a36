package dev.sluicegate.operator.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.gateway.SecretReference;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file in the router's container that comes from a Secret or ConfigMap.
 *
 * @param field where the spec names it, for sentences
 * @param volume its volume's name
 * @param folder where the volume is mounted
 * @param file its name there
 */
public record MountedFile(
        String field, Source source, String volume, String folder, String file, SecretReference.Purpose purpose) {
    /** The folder of the router's config, which is no reference of a spec's. */
    public static final String CONFIG = "/etc/sluicegate/config";

    public static final String CONFIG_FILE = "router.yaml";

    /** The folder of the admin port's token, which the operator makes. */
    public static final String ADMIN = "/etc/sluicegate/admin";

    public static final String ADMIN_TOKEN = "token";

    /** The folder of the keys that the operator makes of RouterKeys. */
    public static final String ROUTER_KEYS = "/etc/sluicegate/router-keys";

    private static final int LONGEST_VOLUME_NAME = 63;

    /** What a spec refers to, be the spec valid or not, in the order of the files' paths: a reference that is not complete counts as none. */
    public static List<MountedFile> of(@Nullable JsonNode spec) {
        return spec == null
                ? List.of()
                : SecretReference.in(spec).stream()
                        .filter(SecretReference.Found::isComplete)
                        .map(MountedFile::of)
                        .sorted(Comparator.comparing(MountedFile::path))
                        .toList();
    }

    private static MountedFile of(SecretReference.Found found) {
        SecretReference row = found.field();
        return new MountedFile(
                "spec." + found.path(),
                new Source(found.kind(), found.name(), found.key()),
                volume(row.folder(), found.provider()),
                found.folder(),
                row.fileName(),
                row.purpose());
    }

    public String path() {
        return folder + "/" + file;
    }

    /** Whether pods are replaced when the value changes. */
    public boolean rolls() {
        return !purpose.isTakenUp();
    }

    /** A volume's name is a DNS label with a prefix of ours; a long provider name is replaced by its fingerprint. */
    private static String volume(String kind, String provider) {
        String name = provider.isEmpty() ? kind : kind + "-" + provider;
        return name.length() <= LONGEST_VOLUME_NAME
                ? name
                : kind + "-" + Fingerprint.of("", List.of(provider)).substring(0, 32);
    }
}
