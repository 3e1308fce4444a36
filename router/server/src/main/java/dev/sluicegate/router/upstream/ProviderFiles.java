package dev.sluicegate.router.upstream;

import dev.sluicegate.router.tls.WatchedFiles;
import io.vertx.core.net.ClientSSLOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The files of one provider, which are followed while it is in use.
 *
 * @param credential null for a provider that wants no key
 * @param proxyPassword null where no proxy wants one
 * @param tls null for one that is trusted as usual, and that is not told who asks
 */
public record ProviderFiles(
        @Nullable Credential credential,
        @Nullable Credential proxyPassword,
        @Nullable WatchedFiles<ClientSSLOptions> tls) {
    /** Of a provider without any. */
    public static final ProviderFiles NONE = new ProviderFiles(null, null, null);

    /** Reads them again. Blocks. */
    public void refresh() {
        if (credential != null) {
            credential.refresh();
        }
        if (proxyPassword != null) {
            proxyPassword.refresh();
        }
        if (tls != null) {
            tls.refresh();
        }
    }

    /** Names each with its content that is in force. */
    public void inForce(BiConsumer<Path, byte[]> to) {
        if (credential != null) {
            credential.inForce(to);
        }
        if (proxyPassword != null) {
            proxyPassword.inForce(to);
        }
        if (tls != null) {
            tls.inForce(to);
        }
    }

    /** Names each that cannot be used with its content as it was read last. */
    public void refused(BiConsumer<Path, byte[]> to) {
        if (credential != null) {
            credential.refused(to);
        }
        if (proxyPassword != null) {
            proxyPassword.refused(to);
        }
        if (tls != null) {
            tls.refused(to);
        }
    }

    /** The reasons why files as they are now are not in force, as sentences. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (credential != null && credential.problem() != null) {
            problems.add(credential.problem());
        }
        if (proxyPassword != null && proxyPassword.problem() != null) {
            problems.add(proxyPassword.problem());
        }
        if (tls != null && tls.problem() != null) {
            problems.add(tls.problem());
        }
        return problems;
    }
}
