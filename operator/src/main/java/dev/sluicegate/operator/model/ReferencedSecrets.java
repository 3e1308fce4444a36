package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.router.adminapi.FileHash;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.KeysReading;
import dev.sluicegate.router.config.gateway.SecretReference;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The check whether everything that a gateway refers to is there, and is what it should be. */
public sealed interface ReferencedSecrets {
    /**
     * @param values in base 64, by path, of what replaces pods when it changes; kept in memory only
     * @param files the same of all
     * @param keys lists of clients' keys, their hashes only
     */
    record Complete(SortedMap<String, String> values, SortedMap<String, String> files, List<KeysFile> keys)
            implements ReferencedSecrets {
        /** The hash of each file by its path, as a router reports it that has read what stands in the Secrets now. */
        Map<String, String> hashes(String adminToken) {
            SortedMap<String, String> hashes = new TreeMap<>();
            files.forEach((path, value) -> hashes.put(path, FileHash.of(adminToken, path, decoded(value))));
            return hashes;
        }

        @Override
        public String toString() {
            return "Complete" + files.keySet();
        }
    }

    /** Something is missing or unusable. */
    record Incomplete(Refusal refusal) implements ReferencedSecrets {}

    /**
     * @param lookup an object's data in base 64; empty if there is no such object in the gateway's namespace
     */
    static ReferencedSecrets read(List<MountedFile> files, Function<Source, Optional<Map<String, String>>> lookup) {
        SortedMap<String, String> values = new TreeMap<>();
        SortedMap<String, String> all = new TreeMap<>();
        List<KeysFile> keys = new ArrayList<>();
        List<Refusal> refusals = new ArrayList<>();
        for (MountedFile file : files) {
            Optional<Map<String, String>> data = lookup.apply(file.source());
            String value =
                    data.map(it -> it.getOrDefault(file.source().key(), "")).orElse("");
            Optional<Refusal> refusal = refusal(file, data.isPresent(), decoded(value));
            refusal.ifPresent(refusals::add);
            all.put(file.path(), value);
            if (refusal.isEmpty() && file.rolls()) {
                values.put(file.path(), value);
            }
            if (file.purpose() == SecretReference.Purpose.CLIENT_KEYS
                    && KeysFile.read(decoded(value)) instanceof KeysReading.Valid(KeysFile content)) {
                keys.add(content);
            }
        }
        return refusals.isEmpty()
                ? new Complete(values, all, List.copyOf(keys))
                : new Incomplete(new Refusal(
                        refusals.getFirst().reason(),
                        refusals.stream().map(Refusal::sentence).collect(Collectors.joining("; "))));
    }

    private static byte[] decoded(String value) {
        return Base64.getDecoder().decode(value);
    }

    private static Optional<Refusal> refusal(MountedFile file, boolean found, byte[] value) {
        Source source = file.source();
        Reason missing = switch (source.kind()) {
            case Secret -> Reason.SecretMissing;
            case ConfigMap -> Reason.ConfigMapMissing;
        };
        if (!found) {
            return Optional.of(new Refusal(
                    missing,
                    file.field() + " refers to " + source.kind() + " " + source.name()
                            + ", which is not in this namespace; create it with the key " + source.key()));
        }
        String where = file.field() + " refers to the " + source.text() + ", which ";
        if (new String(value, UTF_8).isBlank()) {
            return Optional.of(new Refusal(
                    missing,
                    where + "is missing or empty; add it to the " + source.kind() + " or correct the reference"));
        }
        return wrongContent(file.purpose(), value).map(it -> new Refusal(it.reason(), where + it.sentence()));
    }

    /** The sentence is the end of one. */
    private static Optional<Refusal> wrongContent(SecretReference.Purpose purpose, byte[] value) {
        return switch (purpose) {
            case KEY -> Optional.empty();
            case CERTIFICATES, PAIR_CERTIFICATE ->
                new String(value, UTF_8).contains("-----BEGIN CERTIFICATE-----")
                        ? Optional.empty()
                        : Optional.of(
                                new Refusal(
                                        Reason.InvalidCertificates,
                                        "holds no PEM certificate; put one there, which begins with -----BEGIN CERTIFICATE-----"));
            case PAIR_KEY ->
                new String(value, UTF_8).contains("PRIVATE KEY-----")
                        ? Optional.empty()
                        : Optional.of(new Refusal(
                                Reason.InvalidCertificates,
                                "holds no PEM private key; put the certificate's there, not encrypted"));
            case CLIENT_KEYS ->
                KeysFile.read(value) instanceof KeysReading.Invalid(List<ConfigError> errors)
                        ? Optional.of(new Refusal(Reason.InvalidKeys, "is no list of keys: " + sentence(errors)))
                        : Optional.empty();
        };
    }

    private static String sentence(List<ConfigError> errors) {
        return errors.stream().map(ConfigError::toString).collect(Collectors.joining("; "));
    }
}
