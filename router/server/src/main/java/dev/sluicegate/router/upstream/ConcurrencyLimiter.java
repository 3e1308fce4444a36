package dev.sluicegate.router.upstream;

import dev.sluicegate.router.forward.target.FairQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places at the servers of a provider, and the queue of those that wait for one. While anybody waits there is no free place: one that
 * becomes free goes to whose turn it is. Safe for any thread.
 */
final class ConcurrencyLimiter {
    private final AtomicInteger taken = new AtomicInteger();
    private final boolean limited;
    private final FairQueue<QueuedRequest> queue;
    private final Upstream upstream;
    private final ModelServers servers;
    private volatile int waiting;

    /**
     * @param limited false if no server ever has a limit, and there is always one
     * @param queueSize how many may wait
     */
    ConcurrencyLimiter(Upstream upstream, ModelServers servers, boolean limited, int queueSize) {
        this.upstream = upstream;
        this.servers = servers;
        this.limited = limited;
        this.queue = new FairQueue<>(queueSize);
    }

    /** Takes a place, which must be given back once; null if none is free. */
    @Nullable ModelServer tryAcquire(String model, ServerPreference preference) {
        if (!limited) {
            return take(servers.choose(model, preference, System.nanoTime()));
        }
        synchronized (queue) {
            return take(servers.choose(model, preference, System.nanoTime()));
        }
    }

    private @Nullable ModelServer take(@Nullable ModelServer server) {
        if (server != null) {
            server.take();
            taken.incrementAndGet();
        }
        return server;
    }

    void release(ModelServer server) {
        if (!limited) {
            giveBack(server);
            return;
        }
        synchronized (queue) {
            giveBack(server);
            handOut();
        }
    }

    private void giveBack(ModelServer server) {
        server.giveBack();
        taken.decrementAndGet();
    }

    /**
     * Waits for a place; false if the queue is full, and others do not have more than their part of it. A place that has become free in the
     * meantime is handed out at once.
     */
    boolean enqueue(QueuedRequest request) {
        synchronized (queue) {
            if (!queue.offer(request.key(), request, other -> other.displace(upstream))) {
                return false;
            }
            handOut();
            return true;
        }
    }

    void dequeue(QueuedRequest request) {
        synchronized (queue) {
            queue.remove(request.key(), request);
            waiting = queue.size();
        }
    }

    /** Does what changes how many places there are; nobody who has one loses it. */
    void change(Runnable places) {
        synchronized (queue) {
            places.run();
            handOut();
        }
    }

    /** Who has the turn leaves the queue only when there is a place: a server's health may change at any time, and with it whether there is one. */
    private void handOut() {
        for (QueuedRequest next = queue.peek(); next != null; next = queue.peek()) {
            ModelServer server = tryAcquire(Cooldowns.WHOLE, next.preference());
            if (server == null) {
                break;
            }
            queue.poll();
            QueuedRequest served = next;
            if (!served.serve(() -> new AttemptPermit(upstream, server, Cooldowns.WHOLE, served.preference()))) {
                giveBack(server);
            }
        }
        waiting = queue.size();
    }

    /** How many are taken, at servers that are leaving too. */
    int taken() {
        return taken.get();
    }

    int waiting() {
        return waiting;
    }
}
