package dev.sluicegate.router.config;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port to write into the config of a process that is about to start, where others must know it before, so that it cannot be 0. */
public final class FreePort {
    /** Linux gives those from 32768 on to connections, so one that was free a second ago may be in use by then, beside hundreds of clients; and Kubernetes those from 30000 on to Services. */
    private static final int FIRST = 20_000;

    private static final int LAST = 29_999;
    private static final int TRIES = 100;

    private FreePort() {}

    /** One on which nobody listens, and which the kernel gives to nobody of its own accord. */
    public static int any() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port between %d and %d is free".formatted(FIRST, LAST));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
