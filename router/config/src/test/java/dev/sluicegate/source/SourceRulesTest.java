package dev.sluicegate.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The house rules that hold for the sources of every module, without exceptions: sizes, names, descriptions. */
class SourceRulesTest {
    private static final Path ROOT = Path.of(System.getProperty("sluicegate.root", "../.."));
    private static final int LARGEST_FILE = 300;
    private static final int LONGEST_METHOD = 40;
    /** A module whose median is smaller is made of fragments, one whose median is larger of classes to be taken apart. */
    private static final long SMALLEST_MEDIAN = 60;

    private static final long LARGEST_MEDIAN = 120;

    @ParameterizedTest
    @ValueSource(strings = {"router/config", "router/server", "operator", "e2e", "images"})
    void hold(String module) throws IOException {
        List<SourceFile> sources = SourceFile.ofModule(ROOT.resolve(module));
        List<String> problems = new ArrayList<>();
        for (SourceFile source : sources) {
            if (source.lines() > LARGEST_FILE) {
                problems.add(source.name() + " has " + source.lines() + " lines; " + LARGEST_FILE + " are the most");
            }
            new Rules(source, problems).scan(source.unit(), null);
        }
        sources.stream()
                .collect(Collectors.groupingBy(SourceFile::name, Collectors.counting()))
                .forEach((name, count) -> {
                    if (count > 1) {
                        problems.add(name + " is the name of " + count + " types");
                    }
                });
        assertThat(sources).as("sources of " + module).isNotEmpty();
        assertThat(String.join("\n", problems)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"router/config", "operator"})
    void aClassOfUsualSizeIsReadAtOnceAndIsNoFragment(String module) throws IOException {
        List<Long> sizes = SourceFile.ofModule(ROOT.resolve(module)).stream()
                .map(SourceFile::lines)
                .sorted()
                .toList();

        assertThat(sizes.get(sizes.size() / 2))
                .as("median of lines in a file of " + module)
                .isBetween(SMALLEST_MEDIAN, LARGEST_MEDIAN);
    }

    /** The rules that hold for a single declaration. */
    private static final class Rules extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final SourceFile source;
        private final List<String> problems;

        Rules(SourceFile source, List<String> problems) {
            this.source = source;
            this.problems = problems;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            long lines = source.lines(method);
            if (lines > LONGEST_METHOD) {
                problems.add(source.name() + "." + method.getName() + " has " + lines + " lines; " + LONGEST_METHOD
                        + " are the most");
            }
            return super.visitMethod(method, null);
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            if (isPublic(getCurrentPath())) {
                String problem = problem(source.docs().getDocCommentTree(getCurrentPath()));
                if (problem != null) {
                    problems.add(source.name() + ": the description of " + type.getSimpleName() + " " + problem);
                }
            }
            return super.visitClass(type, null);
        }

        private @Nullable String problem(@Nullable DocCommentTree doc) {
            if (doc == null || doc.getFullBody().isEmpty()) {
                return isTopLevel(getCurrentPath()) ? "is missing" : null;
            }
            return NounSentence.problem(
                    doc.getFullBody().stream().map(Object::toString).collect(Collectors.joining()));
        }

        private static boolean isTopLevel(TreePath path) {
            return path.getParentPath().getLeaf() instanceof CompilationUnitTree;
        }

        /** Types in an interface are public without saying so. */
        private static boolean isPublic(TreePath path) {
            if (!(path.getLeaf() instanceof ClassTree type)) {
                return path.getLeaf() instanceof CompilationUnitTree;
            }
            TreePath outer = path.getParentPath();
            boolean said = type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    || outer.getLeaf().getKind() == Tree.Kind.INTERFACE;
            return said && isPublic(outer);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The ledger of all requests.                     | true
            One request in the ledger.                      | true
            Answers by their questions, in bounded memory.  | true
            Names of models.                                | true
            This router's status.                           | true
            Client authentication. When absent, none.       | true
            Who is asking. Holds nothing secret.            | false
            What a path stands for.                         | false
            Whether event loops turn.                       | false
            How long one attempt may take.                  | false
            Says why a port cannot be had.                  | false
            Makes each config's policies.                   | false
            Keeps callers within their limits.              | true
            """)
    void aNounSentenceIsToldByItsFirstWords(String description, boolean good) {
        assertThat(NounSentence.problem(description) == null).isEqualTo(good);
    }

    @Test
    void everyModuleIsLookedAt() throws IOException {
        assertThat(SourceFile.ofModule(ROOT.resolve("router/config")))
                .extracting(SourceFile::name)
                .contains("RouterConfig");
    }
}
