package dev.sluicegate.images;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/** The Java runtime that all images share as one layer: linked from the JDK that runs the build. */
final class JavaRuntime {
    /**
     * What the router's and the operator's class paths need, by jdeps and by their tests. Left out although jdeps names them:
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
    static void link(Path folder) throws IOException {
        Stamp stamp = Stamp.of(
                System.getProperty("java.runtime.version"), System.getProperty("java.home"), OPTIONS.toString());
        Path stampFile = folder.resolveSibling(folder.getFileName() + ".stamp");
        if (stamp.isIn(stampFile)) {
            return;
        }
        Folders.delete(folder);
        Files.createDirectories(folder.toAbsolutePath().getParent());
        runJlink(folder);
        stamp.writeTo(stampFile);
    }

    private static void runJlink(Path folder) {
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this Java has no jlink; run the build with a full JDK"));
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        List<String> arguments = new ArrayList<>(OPTIONS);
        arguments.addAll(List.of("--output", folder.toString()));
        if (jlink.run(writer, writer, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException("jlink " + String.join(" ", arguments) + ": " + output);
        }
    }
}
