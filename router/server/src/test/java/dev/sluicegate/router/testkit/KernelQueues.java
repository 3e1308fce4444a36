package dev.sluicegate.router.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What lies in the sockets' buffers of connections to a port of this machine, at both ends.
 *
 * @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">/proc/net/tcp</a>
 */
public final class KernelQueues {
    private KernelQueues() {}

    /** Bytes that have been sent and not read yet. What has come and has not been acknowledged counts twice. */
    public static long bytes(int... ports) throws IOException {
        Set<Integer> wanted = new HashSet<>();
        for (int port : ports) {
            wanted.add(port);
        }
        long bytes = 0;
        for (Path file : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] fields = line.strip().split(" +", -1);
                // the heading and sockets that listen, whose queues are connections
                if (fields[0].endsWith(":") && !fields[3].equals("0A")) {
                    boolean ours = wanted.contains(port(fields[1])) || wanted.contains(port(fields[2]));
                    String[] queues = fields[4].split(":", -1);
                    bytes += ours ? Long.parseLong(queues[0], 16) + Long.parseLong(queues[1], 16) : 0;
                }
            }
        }
        return bytes;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
