package dev.sluicegate.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** The Java runtime that all images share as one layer: linked from the JDK that runs the build. */
final class JavaRuntime {
    /**
     * The modules that the router's and the operator's class paths need, by jdeps and by their tests. Left out although jdeps names them:
     * java.desktop (Jackson's support for java.beans, optional) and java.compiler (annotation processors).
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss",
            "java.sql",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.jfr",
            "jdk.management",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    /**
     * The modules file is not compressed: the image's layer is, a compressed modules file makes that larger (29 MB instead of 24),
     * and classes that are not in the AOT cache load faster.
     */
    private static final List<String> OPTIONS =
            List.of("--add-modules", String.join(",", MODULES), "--strip-debug", "--no-header-files", "--no-man-pages");

    private JavaRuntime() {}

    /** Into that folder; left as it is if it holds the same runtime already. */
    static void link(Path folder) throws IOException, InterruptedException {
        Stamp stamp = Stamp.of(
                System.getProperty("java.runtime.version"), System.getProperty("java.home"), OPTIONS.toString());
        Path stampFile = folder.resolveSibling(folder.getFileName() + ".stamp");
        if (stamp.isIn(stampFile)) {
            return;
        }
        Folders.delete(folder);
        Files.createDirectories(folder.toAbsolutePath().getParent());
        List<String> arguments = new ArrayList<>(OPTIONS);
        arguments.addAll(List.of("--output", folder.toString()));
        runAlone("jlink", arguments);
        stamp.writeTo(stampFile);
    }

    /**
     * A module that the application's own code needs and the runtime lacks would be noticed only where that code runs.
     *
     * @throws IllegalStateException if there is one
     */
    static void requireModulesFor(BuiltJar jar) throws IOException {
        String classPath = jar.libraries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        String needed = run(
                "jdeps",
                List.of(
                        "--ignore-missing-deps",
                        "--no-recursive",
                        "--print-module-deps",
                        "--multi-release",
                        String.valueOf(Runtime.version().feature()),
                        "--class-path",
                        classPath,
                        jar.path().toString()));
        Set<String> missing = new TreeSet<>(List.of(needed.strip().split(",")));
        MODULES.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(jar.path().getFileName() + " needs " + missing
                    + "; add that to the images' runtime, in JavaRuntime");
        }
    }

    /** In a process of its own: what jlink writes within another program differs from run to run. */
    private static void runAlone(String tool, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + ": " + output);
        }
    }

    private static String run(String tool, List<String> arguments) {
        ToolProvider provider = ToolProvider.findFirst(tool)
                .orElseThrow(() ->
                        new IllegalStateException("this Java has no " + tool + "; run the build with a full JDK"));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        if (provider.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(tool + " " + String.join(" ", arguments) + ": " + output);
        }
        return output.toString();
    }
}
