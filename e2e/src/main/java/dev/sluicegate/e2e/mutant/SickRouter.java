package dev.sluicegate.e2e.mutant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A router that is well until somebody connects to {@link #PORT} of its pod, and sick from then on. */
public final class SickRouter {
    /** On the loopback address alone, where a port-forward comes out. */
    public static final int PORT = 9099;

    private static final int PIECE = 256 << 10;
    private static final int PIECES = 16;
    private static final double FULL = 0.7;

    private SickRouter() {}

    /** Returns when somebody has connected. */
    static void await() {
        try (ServerSocket socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            socket.accept().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Fills the heap, so that 70 % of it are in use after each collection.
     *
     * @return what must be held
     */
    static List<byte[]> fillHeap() {
        Runtime runtime = Runtime.getRuntime();
        List<byte[]> held = new ArrayList<>();
        System.gc();
        while (runtime.totalMemory() - runtime.freeMemory() < runtime.maxMemory() * FULL) {
            for (int i = 0; i < PIECES; i++) {
                held.add(new byte[PIECE]);
            }
            System.gc();
        }
        return held;
    }
}
