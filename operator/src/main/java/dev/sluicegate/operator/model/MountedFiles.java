package dev.sluicegate.operator.model;

import dev.sluicegate.operator.api.AuthSpec;
import dev.sluicegate.operator.api.ConfigMapKeyRef;
import dev.sluicegate.operator.api.KeysSecretRef;
import dev.sluicegate.operator.api.LimitStoreSpec;
import dev.sluicegate.operator.api.ProviderSpec;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.operator.api.SecretKeyRef;
import dev.sluicegate.operator.api.TlsSpec;
import dev.sluicegate.operator.model.MountedFile.Purpose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a spec refers to, be the spec valid or not: a reference that is not complete counts as none. Pure. */
public final class MountedFiles {
    private final List<MountedFile> files = new ArrayList<>();

    private MountedFiles() {}

    /** In the order of their paths. */
    public static List<MountedFile> of(@Nullable RouterGatewaySpec spec) {
        MountedFiles found = new MountedFiles();
        if (spec != null) {
            Objects.requireNonNullElse(spec.providers(), List.<ProviderSpec>of()).stream()
                    .filter(Objects::nonNull)
                    .forEach(found::provider);
            found.auth(spec.auth());
            found.store(spec.limits() == null ? null : spec.limits().store());
        }
        found.files.sort(Comparator.comparing(MountedFile::path));
        return List.copyOf(found.files);
    }

    private void provider(ProviderSpec provider) {
        String name = provider.name();
        if (name == null) {
            return;
        }
        ProviderSpec.Credentials credentials = provider.credentials();
        secret(credentials == null ? null : credentials.secretKeyRef())
                .map(key -> MountedFile.of(
                        name,
                        "provider " + name,
                        key,
                        "credentials",
                        Mounts.CREDENTIALS,
                        Mounts.CREDENTIALS_KEY,
                        Purpose.KEY))
                .ifPresent(files::add);
        TlsSpec tls = provider.tls();
        secret(tls == null ? null : tls.caSecretRef())
                .or(() -> configMap(tls == null ? null : tls.caConfigMapRef()))
                .map(ca -> MountedFile.of(
                        name, "tls of provider " + name, ca, "ca", Mounts.CA, Mounts.CA_FILE, Purpose.CERTIFICATES))
                .ifPresent(files::add);
    }

    private void auth(@Nullable AuthSpec auth) {
        if (auth == null) {
            return;
        }
        secret(auth.masterKeySecretRef())
                .map(key -> new MountedFile(
                        "auth.masterKeySecretRef",
                        key,
                        "master-key",
                        Mounts.MASTER_KEY,
                        Mounts.MASTER_KEY_FILE,
                        Purpose.KEY))
                .ifPresent(files::add);
        KeysSecretRef keys = auth.keysSecretRef();
        if (keys != null && keys.name() != null) {
            Source source = new Source(
                    Source.Kind.Secret, keys.name(), Objects.requireNonNullElse(keys.key(), Mounts.KEYS_FILE));
            files.add(new MountedFile(
                    "auth.keysSecretRef", source, "keys", Mounts.KEYS, Mounts.KEYS_FILE, Purpose.CLIENT_KEYS));
        }
    }

    private void store(@Nullable LimitStoreSpec store) {
        secret(store == null ? null : store.passwordSecretRef())
                .map(password -> new MountedFile(
                        "limits.store", password, "store", Mounts.STORE, Mounts.STORE_PASSWORD, Purpose.KEY))
                .ifPresent(files::add);
    }

    private static Optional<Source> secret(@Nullable SecretKeyRef ref) {
        return ref == null ? Optional.empty() : source(Source.Kind.Secret, ref.name(), ref.key());
    }

    private static Optional<Source> configMap(@Nullable ConfigMapKeyRef ref) {
        return ref == null ? Optional.empty() : source(Source.Kind.ConfigMap, ref.name(), ref.key());
    }

    private static Optional<Source> source(Source.Kind kind, @Nullable String name, @Nullable String key) {
        return name == null || key == null ? Optional.empty() : Optional.of(new Source(kind, name, key));
    }
}
