package dev.sluicegate.router.app;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a plain {@code java -jar router.jar …} the JVM options that lie beside the jar, in an argument file that the build wrote and
 * that names the AOT cache: a jar cannot name options, so the process replaces its program by the same one with them. Its id, its
 * environment and its files stay.
 *
 * <p>Nothing happens where the command has options for the JVM, where another JVM runs than the cache is for, or where anything
 * is missing: the router then starts as it is.
 */
final class CachedStart {
    private static final Set<String> OPTIONS_IN_ENVIRONMENT =
            Set.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private CachedStart() {}

    /** Returns only if this process is to go on. */
    static void replaceThisProcess() {
        try {
            List<String> command = command(
                    Files.readString(Path.of("/proc/self/cmdline")),
                    System.getenv(),
                    Path.of(System.getProperty("java.home")));
            if (command != null) {
                execute(Path.of("/proc/self/exe").toRealPath().toString(), command);
            }
        } catch (IOException | RuntimeException e) {
            // not on Linux, or no such files: without the cache then
        }
    }

    /**
     * @param cmdline of the process, each argument with a NUL after it
     * @return what to run in place of that; null to leave it
     */
    static @Nullable List<String> command(String cmdline, Map<String, String> environment, Path javaHome)
            throws IOException {
        List<String> arguments = List.of(cmdline.split("\0"));
        if (arguments.size() < 3
                || !arguments.get(1).equals("-jar")
                || OPTIONS_IN_ENVIRONMENT.stream().anyMatch(environment::containsKey)) {
            return null;
        }
        Path jar = Path.of(arguments.get(2)).toRealPath();
        Path options = jar.resolveSibling("java.options");
        Path home = jar.resolveSibling("java.home");
        Path cache = jar.resolveSibling("router.aot");
        if (!Files.isReadable(options)
                || !Files.isReadable(cache)
                || !Files.isSameFile(Path.of(Files.readString(home)), javaHome)
                // an older cache would run the classes of an older jar
                || Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) < 0) {
            return null;
        }
        List<String> command = new ArrayList<>(List.of(arguments.getFirst(), "@" + options));
        command.addAll(arguments.subList(1, arguments.size()));
        return command;
    }

    @SuppressWarnings("restricted") // the manifest allows it
    private static void execute(String program, List<String> command) {
        Linker linker = Linker.nativeLinker();
        MethodHandle execv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("execv"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
            for (int i = 0; i < command.size(); i++) {
                arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(command.get(i)));
            }
            // comes back only when it fails, and then nothing has changed
            int _ = (int) execv.invokeExact(arena.allocateFrom(program), arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("execv", e);
        }
    }
}
