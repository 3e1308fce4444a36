package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.forward.target.Rendezvous;
import dev.sluicegate.router.forward.target.UpstreamLoad;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one provider: the addresses that the config names, or the one that its name leads to. Those that are open may be
 * chosen; those that are leaving get nothing new, and are kept as long as they have something in flight, so that one which comes back
 * is the same. Safe for any thread.
 */
final class ModelServers {
    private final Provider provider;
    /** Whether each server says how many slots it has. */
    private final boolean bySlots;

    private final AtomicInteger turn = new AtomicInteger();
    private volatile List<ModelServer> open;
    private volatile List<ModelServer> leaving = List.of();
    private volatile Runnable onChange = () -> {};

    /** @param addresses none if the provider's name leads to its only server */
    ModelServers(Provider provider, List<InetSocketAddress> addresses) {
        this.provider = provider;
        this.bySlots = provider.slots() != null;
        this.open = addresses.isEmpty()
                ? List.of(new ModelServer(provider, null))
                : addresses.stream().map(at -> new ModelServer(provider, at)).toList();
    }

    /** Those that may get requests. */
    List<ModelServer> open() {
        return open;
    }

    /** Those too that still have something in flight. */
    List<ModelServer> all() {
        List<ModelServer> all = new ArrayList<>(open);
        all.addAll(leaving);
        return all;
    }

    /** The open servers are those at {@code addresses} from now on. One that is there already, or comes back, keeps all that is known of it. */
    synchronized void replace(List<InetSocketAddress> addresses) {
        List<ModelServer> known = all();
        List<ModelServer> next = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            next.add(known.stream()
                    .filter(server -> server.isAt(address))
                    .findFirst()
                    .orElseGet(() -> new ModelServer(provider, address)));
        }
        known.removeIf(server -> next.contains(server) || server.inFlight() == 0);
        leaving = List.copyOf(known);
        open = List.copyOf(next);
        onChange.run();
    }

    /** @param action run after each change of the open servers, quickly */
    void onChange(Runnable action) {
        onChange = action;
    }

    /** What the choice between this provider and others is made by: its servers that are well, or all if none is. */
    UpstreamLoad load(String model, long now) {
        List<ModelServer> servers = open;
        boolean anyHealthy = anyHealthy(servers, model, now);
        int inFlight = 0;
        double pressure = 0;
        long room = 0;
        for (ModelServer server : servers) {
            inFlight += server.inFlight();
            pressure += server.pressure();
            if (!anyHealthy || server.isHealthy(model, now)) {
                room += Math.max(0, server.room());
            }
        }
        return new UpstreamLoad(
                inFlight,
                (int) Math.min(room, UpstreamLoad.UNLIMITED),
                pressure,
                anyHealthy,
                anyHealthy ? 0 : soonestBack(servers, model, now));
    }

    private static long soonestBack(List<ModelServer> servers, String model, long now) {
        long soonest = Long.MAX_VALUE;
        for (ModelServer server : servers) {
            soonest = Math.min(soonest, server.leftAlone(model, now));
        }
        return soonest;
    }

    private static boolean anyHealthy(List<ModelServer> servers, String model, long now) {
        for (ModelServer server : servers) {
            if (server.isHealthy(model, now)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The server for a request: well before ejected, with room, untried before tried; then by its affinity, else the one with the least to
     * do; where none is well, the one that is soonest. Null if none has room.
     */
    @Nullable ModelServer choose(String model, ServerPreference preference, long now) {
        List<ModelServer> servers = open;
        int size = servers.size();
        if (size == 0) {
            return null;
        }
        boolean anyHealthy = anyHealthy(servers, model, now);
        int first = Math.floorMod(turn.getAndIncrement(), size);
        ModelServer best = null;
        boolean bestTried = false;
        double lowest = 0;
        for (int i = 0; i < size; i++) {
            ModelServer each = servers.get((first + i) % size);
            if (each.room() <= 0 || (anyHealthy && !each.isHealthy(model, now))) {
                continue;
            }
            boolean tried = preference.hasTried(each);
            double score = anyHealthy ? score(each, preference.affinity()) : each.leftAlone(model, now);
            if (best == null || (bestTried && !tried) || (bestTried == tried && score < lowest)) {
                best = each;
                bestTried = tried;
                lowest = score;
            }
        }
        return best;
    }

    /** Whether another attempt could go to a server that is well, has room, and has not been tried. */
    boolean hasUntried(String model, ServerPreference preference, long now) {
        for (ModelServer server : open) {
            if (!preference.hasTried(server) && server.room() > 0 && server.isHealthy(model, now)) {
                return true;
            }
        }
        return false;
    }

    private double score(ModelServer server, @Nullable String affinity) {
        if (affinity != null) {
            return Rendezvous.score(affinity, server.name());
        }
        return bySlots ? -(double) server.room() : server.inFlight() + server.pressure();
    }
}
