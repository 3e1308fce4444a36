package dev.sluicegate.operator.model;

import java.util.List;

/**
 * A file in the router's container that comes from a Secret or ConfigMap.
 *
 * @param user who needs it, for sentences
 * @param volume its volume's name
 * @param folder where the volume is mounted
 * @param file its name there
 */
public record MountedFile(String user, Source source, String volume, String folder, String file, Purpose purpose) {
    private static final int LONGEST_VOLUME_NAME = 63;

    /** What the router makes of it. */
    public enum Purpose {
        /** A single word that opens something. */
        KEY,
        /** Certificates. */
        CERTIFICATES,
        /** The clients' keys, which routers read again by themselves: a change replaces no pod. */
        CLIENT_KEYS
    }

    /** Of a provider. */
    static MountedFile of(
            String provider, String user, Source source, String kind, String parent, String file, Purpose purpose) {
        return new MountedFile(user, source, volume(kind, provider), parent + "/" + provider, file, purpose);
    }

    public String path() {
        return folder + "/" + file;
    }

    /** Whether pods are replaced when the value changes. */
    public boolean rolls() {
        return purpose != Purpose.CLIENT_KEYS;
    }

    /** A volume's name is a DNS label with a prefix of ours; a long provider name is replaced by its fingerprint. */
    private static String volume(String kind, String provider) {
        String name = kind + "-" + provider;
        return name.length() <= LONGEST_VOLUME_NAME
                ? name
                : kind + "-" + Fingerprint.of("", List.of(provider)).substring(0, 32);
    }
}
