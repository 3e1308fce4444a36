package dev.sluicegate.source;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Java source, parsed but not compiled.
 *
 * @param name the file's name without its ending
 */
record SourceFile(String name, CompilationUnitTree unit, DocTrees docs, long lines) {
    /** All sources of one module's main classes, but for the descriptions of packages. */
    static List<SourceFile> ofModule(Path module) throws IOException {
        List<Path> paths;
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            paths = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .sorted()
                    .toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(paths));
            DocTrees docs = DocTrees.instance(task);
            List<SourceFile> sources = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                Path path = Path.of(unit.getSourceFile().toUri());
                String name = path.getFileName().toString().replace(".java", "");
                try (Stream<String> lines = Files.lines(path)) {
                    sources.add(new SourceFile(name, unit, docs, lines.count()));
                }
            }
            return sources;
        }
    }

    /** The lines from a declaration's first word, which may be an annotation, to its last brace. */
    long lines(com.sun.source.tree.Tree declaration) {
        SourcePositions positions = docs.getSourcePositions();
        long start = positions.getStartPosition(unit, declaration);
        long end = positions.getEndPosition(unit, declaration);
        return unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1;
    }
}
