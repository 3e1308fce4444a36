package dev.sluicegate.router.config.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.config.ReferencedFile.KeysSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of the fields by which a gateway refers to Secrets and ConfigMaps. A new row makes the operator read, watch and mount what
 * the field refers to, and a router without an operator look for it.
 */
public enum SecretReference {
    CREDENTIALS("providers[].credentials", "credentials", "key", Purpose.KEY, ""),
    AUTHORITIES("providers[].tls.ca", "ca", "ca.pem", Purpose.CERTIFICATES, ""),
    CLIENT_CERTIFICATE("providers[].tls.client", "client", "tls.crt", Purpose.PAIR_CERTIFICATE, "tls.crt"),
    /** It stands in the same volume as its certificate, so that kubelet replaces both at once. */
    CLIENT_KEY("providers[].tls.client", "client", "tls.key", Purpose.PAIR_KEY, "tls.key"),
    PROXY_PASSWORD("providers[].proxy.password", "proxy", "password", Purpose.KEY, ""),
    MASTER_KEY("auth.masterKey", "master-key", "key", Purpose.KEY, ""),
    KEYS("auth.keys", "keys", "keys.yaml", Purpose.CLIENT_KEYS, KeysSource.DEFAULT_KEY),
    STORE_PASSWORD("limits.store.password", "store", "password", Purpose.KEY, ""),
    SENTINEL_PASSWORD("limits.store.sentinel.password", "sentinel", "password", Purpose.KEY, ""),
    TRACE_HEADERS("tracing.headers", "traces", "headers", Purpose.KEY, ""),
    LISTENER_CERTIFICATE("listener.tls.certificate", "listener", "tls.crt", Purpose.PAIR_CERTIFICATE, "tls.crt"),
    LISTENER_KEY("listener.tls.certificate", "listener", "tls.key", Purpose.PAIR_KEY, "tls.key"),
    CLIENT_AUTHORITIES("listener.tls.clientCa", "client-ca", "ca.pem", Purpose.CERTIFICATES, "");

    /** The use that the router makes of the value. */
    public enum Purpose {
        /** A single word that opens something. */
        KEY,
        /** Certificates. */
        CERTIFICATES,
        /** The clients' keys. */
        CLIENT_KEYS,
        /** A certificate of the router's own. */
        PAIR_CERTIFICATE,
        /** The private key of the certificate. */
        PAIR_KEY;

        /** Whether routers take a changed value up by themselves, as of certificates that are renewed all the time: it replaces no pod. */
        public boolean isTakenUp() {
            return switch (this) {
                case KEY, CERTIFICATES -> false;
                case CLIENT_KEYS, PAIR_CERTIFICATE, PAIR_KEY -> true;
            };
        }
    }

    /** The kind of object that can hold a value, called as Kubernetes calls it. */
    public enum Kind {
        Secret("secretKeyRef"),
        ConfigMap("configMapKeyRef");

        private final String field;

        Kind(String field) {
            this.field = field;
        }
    }

    /**
     * One reference in a spec.
     *
     * @param path where it stands, such as {@code providers[0].credentials}
     * @param provider whose it is; empty if it is nobody's
     * @param name the object's; empty if the spec does not say, as with {@code key}
     * @param key under which the value stands in the object
     */
    public record Found(SecretReference field, String path, String provider, Kind kind, String name, String key) {
        public boolean isComplete() {
            return !name.isEmpty() && !key.isEmpty();
        }

        /** The path of the file that the value is mounted as. */
        public String file() {
            return folder() + "/" + field.file;
        }

        /** Where the volume is mounted. */
        public String folder() {
            return "/etc/sluicegate/" + field.folder + (provider.isEmpty() ? "" : "/" + provider);
        }
    }

    private final String path;
    private final String folder;
    private final String file;
    private final Purpose purpose;
    private final String defaultKey;

    /**
     * @param path of the field in the spec; {@code []} is each element of a list
     * @param folder below {@code /etc/sluicegate}, followed by the provider's name if the field is a provider's; also the volume's name
     * @param file the name of the mounted file
     * @param defaultKey the key of an object of which none is named; empty if it must be named
     */
    SecretReference(String path, String folder, String file, Purpose purpose, String defaultKey) {
        this.path = path;
        this.folder = folder;
        this.file = file;
        this.purpose = purpose;
        this.defaultKey = defaultKey;
    }

    public String path() {
        return path;
    }

    public String folder() {
        return folder;
    }

    /** The field of the router's config that takes the path. */
    public String fileField() {
        return purpose == Purpose.PAIR_KEY ? "keyFile" : "file";
    }

    public String fileName() {
        return file;
    }

    public Purpose purpose() {
        return purpose;
    }

    /** All references of a spec, be it valid or not, also those that are not complete. A provider without a name has none. */
    public static List<Found> in(JsonNode spec) {
        List<Found> found = new ArrayList<>();
        for (SecretReference field : values()) {
            SpecPath.forEach(spec, field.path, place -> {
                if (place.value().isObject() && (place.name() != null || !field.path.contains("[]"))) {
                    found.add(field.read(place));
                }
            });
        }
        return List.copyOf(found);
    }

    private Found read(SpecPath.Place place) {
        Kind kind = place.value().has(Kind.ConfigMap.field) ? Kind.ConfigMap : Kind.Secret;
        boolean pair = purpose == Purpose.PAIR_CERTIFICATE || purpose == Purpose.PAIR_KEY;
        JsonNode reference = place.value().path(pair ? "secretRef" : kind.field);
        return new Found(
                this,
                place.path(),
                place.name() == null ? "" : place.name(),
                kind,
                reference.path("name").asText(),
                reference.path("key").asText(reference.has("name") ? defaultKey : ""));
    }
}
