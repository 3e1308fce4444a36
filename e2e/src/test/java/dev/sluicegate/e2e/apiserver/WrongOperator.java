package dev.sluicegate.e2e.apiserver;

import dev.sluicegate.e2e.install.ProjectFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** An operator with a fault: pieces of its source are others. */
public record WrongOperator(String name, List<Change> changes) {
    /**
     * One piece.
     *
     * @param file below the operator's package
     */
    private record Change(String file, String piece, String instead) {}

    /** Names the revision of each gateway anew at each start, and names it otherwise. */
    public static final WrongOperator NAMES_REVISIONS_AT_EACH_START = new WrongOperator(
            "names revisions at each start",
            List.of(
                    new Change(
                            "render/Revision.java",
                            "                secretsHash,\n",
                            "                secretsHash + ProcessHandle.current().pid(),\n"),
                    new Change(
                            "model/Acceptance.java",
                            "if (previous.isEmpty()",
                            "if (previous.isEmpty() || SEEN.add(input.uid())"),
                    new Change(
                            "model/Acceptance.java",
                            "    private Acceptance() {}",
                            "    private Acceptance() {}"
                                    + " private static final java.util.Set<String> SEEN = new java.util.HashSet<>();")));

    /** Sends orders to addresses, whichever pod has them, and takes any pod's answer. */
    public static final WrongOperator TAKES_ANY_ANSWER = new WrongOperator(
            "takes any answer",
            List.of(
                    new Change(
                            "observe/HttpRouterClient.java",
                            "                .header(AdminApi.POD_HEADER, pod.getMetadata().getUid())\n",
                            ""),
                    new Change(
                            "observe/HttpRouterClient.java",
                            "                .filter(it -> !it.equals(pod.getMetadata().getUid()))\n",
                            "                .filter(it -> it.equals(\"nobody's\"))\n")));

    /**
     * Compiles it.
     *
     * @param operator the right one's jar or classes
     * @return where its classes are: its own wrong ones before the right ones
     */
    public List<Path> classes(Path operator) {
        try {
            Path folder = Path.of("target", "wrong-operators", name.replace(' ', '-'));
            Files.createDirectories(folder);
            String libraries = operator + File.pathSeparator + System.getProperty("java.class.path");
            List<String> options = new ArrayList<>(
                    List.of("-proc:none", "-nowarn", "-parameters", "-cp", libraries, "-d", folder.toString()));
            for (String file : changes.stream().map(Change::file).distinct().toList()) {
                Path source = folder.resolve(Path.of(file).getFileName());
                Files.writeString(source, wrong(file));
                options.add(source.toString());
            }
            JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK is needed");
            if (compiler.run(null, null, null, options.toArray(String[]::new)) != 0) {
                throw new IllegalStateException(name + " does not compile");
            }
            return List.of(folder, operator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String wrong(String file) throws IOException {
        String source =
                Files.readString(ProjectFolder.resolve("operator/src/main/java/dev/sluicegate/operator/" + file));
        for (Change change : changes) {
            if (change.file.equals(file)) {
                if (!source.contains(change.piece)) {
                    throw new IllegalStateException(
                            file + " has no \"" + change.piece + "\" any more; say what '" + name + "' changes");
                }
                source = source.replace(change.piece, change.instead);
            }
        }
        return source;
    }
}
