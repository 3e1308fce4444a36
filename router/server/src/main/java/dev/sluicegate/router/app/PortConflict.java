package dev.sluicegate.router.app;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a port cannot be had, and the process that has it, as far as this one may know. Finding out blocks for some
 * milliseconds.
 */
final class PortConflict {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENING = "0A";

    private PortConflict() {}

    /** What to tell the person who wrote {@code field}; {@code cause} itself if it is about something else. */
    static Throwable problem(String field, int port, Throwable cause) {
        return cause instanceof BindException ? new BindException(sentence(field, port)) : cause;
    }

    static String sentence(String field, int port) {
        if (port > 0 && port < 1024 && inode(port) == null) {
            return "port " + port + " (" + field + ") is not allowed to this user; set one from 1024 up";
        }
        return "port " + port + " (" + field + ") is taken" + holder(port) + "; end that, or set another port";
    }

    /** Whether the port can be had now. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress("0.0.0.0", port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String holder(int port) {
        String inode = inode(port);
        String process = inode == null ? null : processWith("socket:[" + inode + "]");
        return process == null ? " by a process that is not ours to see" : " by " + process;
    }

    /** The socket that listens on the port; null if none does, or if this is not Linux. */
    private static @Nullable String inode(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("net/tcp", "net/tcp6")) {
            try {
                for (String line : Files.readAllLines(PROC.resolve(table), StandardCharsets.US_ASCII)) {
                    String[] fields = line.strip().split("\\s+", -1);
                    if (fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENING)) {
                        return fields[9];
                    }
                }
            } catch (IOException e) {
                // nobody to ask
            }
        }
        return null;
    }

    private static @Nullable String processWith(String socket) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    String name = Files.readString(process.resolve("comm")).strip();
                    return "process " + process.getFileName() + " (" + name + ")";
                }
            }
        } catch (IOException e) {
            // it has just ended, or is not ours to see
        }
        return null;
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (isLinkTo(file, socket)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // not ours to see
        }
        return false;
    }

    private static boolean isLinkTo(Path file, String target) {
        try {
            return Files.readSymbolicLink(file).toString().equals(target);
        } catch (IOException e) {
            return false;
        }
    }
}
