package dev.sluicegate.router.runtime;

import dev.sluicegate.router.adminapi.FileHash;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.forward.target.RoutingTable;
import dev.sluicegate.router.tls.ServerTls;
import dev.sluicegate.router.tls.WatchedFiles;
import dev.sluicegate.router.upstream.ProviderFiles;
import dev.sluicegate.router.upstream.Upstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One config from when it comes into force until the last request that arrived under it has ended, with the files that are watched
 * for it. A provider that is the same in the next config stays the same object, with all that is known of it: what it has in
 * flight, and whether it is well. It is immutable, but for the files' contents.
 *
 * @param files by the provider's name
 */
public record ActiveConfig(LoadedConfig.Ready loaded, RuntimeConfig runtime, Map<String, ProviderFiles> files) {
    public ActiveConfig {
        files = Map.copyOf(files);
    }

    /**
     * Makes a config ready to be used.
     *
     * @param before the one in force until then; null for the first
     */
    public static ActiveConfig after(@Nullable ActiveConfig before, LoadedConfig.Ready loaded, PolicyFactory policies) {
        RouterConfig config = loaded.config();
        Map<String, Upstream> upstreams = new HashMap<>();
        Map<String, ProviderFiles> files = new HashMap<>();
        for (Provider provider : config.providers()) {
            String name = provider.name();
            ActiveConfig same = before != null && before.has(provider) ? before : null;
            ProviderFiles its =
                    same == null ? loaded.filesOf(provider) : same.files.getOrDefault(name, ProviderFiles.NONE);
            files.put(name, its);
            Upstream known = same == null ? null : same.runtime.upstreams().get(name);
            upstreams.put(name, known == null ? new Upstream(provider, its) : known);
        }
        RuntimeConfig runtime = new RuntimeConfig(
                config, loaded.hash(), RoutingTable.of(config), upstreams, policies.of(config, loaded.authFiles()));
        return new ActiveConfig(loaded, runtime, files);
    }

    private boolean has(Provider provider) {
        return loaded.config().providers().contains(provider);
    }

    public RouterConfig config() {
        return loaded.config();
    }

    /** Reads the files again that the config names. Blocks. */
    public void refresh() {
        files.values().forEach(ProviderFiles::refresh);
        loaded.authFiles().refresh();
        WatchedFiles<ServerTls> tls = loaded.listenerTls();
        if (tls != null) {
            tls.refresh();
        }
    }

    /**
     * What is in force of each secret file, by its path.
     *
     * @param adminToken by which the hashes are keyed
     */
    public Map<String, String> hashes(String adminToken) {
        Map<String, String> hashes = new TreeMap<>();
        BiConsumer<Path, byte[]> add = hashing(adminToken, hashes);
        files.values().forEach(each -> each.inForce(add));
        loaded.authFiles().inForce(add);
        WatchedFiles<ServerTls> tls = loaded.listenerTls();
        if (tls != null) {
            tls.inForce(add);
        }
        return hashes;
    }

    /**
     * What stands in each secret file that cannot be used as it is now, by its path.
     *
     * @param adminToken by which the hashes are keyed
     */
    public Map<String, String> refusedHashes(String adminToken) {
        Map<String, String> hashes = new TreeMap<>();
        BiConsumer<Path, byte[]> add = hashing(adminToken, hashes);
        files.values().forEach(each -> each.refused(add));
        loaded.authFiles().refused(add);
        WatchedFiles<ServerTls> tls = loaded.listenerTls();
        if (tls != null) {
            tls.refused(add);
        }
        return hashes;
    }

    private static BiConsumer<Path, byte[]> hashing(String adminToken, Map<String, String> to) {
        return (path, content) -> to.put(path.toString(), FileHash.of(adminToken, path.toString(), content));
    }

    /** The reasons why files as they are now are not in force, as sentences. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(loaded.authFiles().problems());
        files.values().forEach(each -> problems.addAll(each.problems()));
        WatchedFiles<ServerTls> tls = loaded.listenerTls();
        if (tls != null && tls.problem() != null) {
            problems.add(tls.problem());
        }
        return problems;
    }
}
