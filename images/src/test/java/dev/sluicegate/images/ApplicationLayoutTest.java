package dev.sluicegate.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationLayoutTest {
    @TempDir
    Path built;

    @TempDir
    Path target;

    private Path options;
    private ApplicationLayout layout;

    @BeforeEach
    void createLayout() throws IOException {
        options = Files.writeString(built.resolve("some.options"), "-XX:+UseSerialGC");
        layout = new ApplicationLayout(target.resolve("image"), "router");
    }

    @Test
    void holdsTheJarAndTheLibrariesThatItNamesAndNoOthers() throws IOException {
        Path jar = jarWithClassPath("lib/b-1.jar lib/a-2.jar");
        library("b-1.jar", "b");
        library("a-2.jar", "a");
        library("a-1.jar", "of an earlier build");

        layout.fill(new BuiltJar(jar), options);

        assertThat(Folders.files(layout.folder()))
                .extracting(file -> layout.folder().relativize(file).toString())
                .containsExactly("java.options", "lib/a-2.jar", "lib/b-1.jar", "router.jar");
    }

    @Test
    void forgetsWhatWasThereBefore() throws IOException {
        Path jar = jarWithClassPath("lib/a.jar");
        library("a.jar", "a");
        layout.fill(new BuiltJar(jar), options);
        Files.writeString(layout.aotCache(), "of other jars");

        layout.fill(new BuiltJar(jar), options);

        assertThat(layout.aotCache()).doesNotExist();
    }

    @Test
    void aChangedJarHasAnotherTimeAndAnUnchangedOneTheSame() throws IOException {
        Path jar = jarWithClassPath("lib/a.jar lib/b.jar");
        library("a.jar", "a");
        library("b.jar", "b");
        layout.fill(new BuiltJar(jar), options);
        layout.setTimesByContent();
        FileTime a = timeOf("lib/a.jar");
        FileTime b = timeOf("lib/b.jar");
        library("b.jar", "changed");

        layout.fill(new BuiltJar(jar), options);
        layout.setTimesByContent();

        assertThat(timeOf("lib/a.jar")).isEqualTo(a);
        assertThat(timeOf("lib/b.jar")).isNotEqualTo(b);
    }

    @Test
    void inAnImageAllFilesAreOfOneTime() throws IOException {
        Path jar = jarWithClassPath("lib/a.jar");
        library("a.jar", "a");
        layout.fill(new BuiltJar(jar), options);

        layout.setTimesAsInImage();

        assertThat(timeOf("router.jar").toInstant()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(timeOf("lib/a.jar").toInstant()).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void refusesAJarThatNamesNoLibraries() throws IOException {
        Path jar = built.resolve("router.jar");
        new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();

        assertThatThrownBy(() -> layout.fill(new BuiltJar(jar), options))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("router.jar names no libraries");
    }

    private FileTime timeOf(String name) throws IOException {
        return Files.getLastModifiedTime(layout.folder().resolve(name));
    }

    private Path jarWithClassPath(String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Name.CLASS_PATH, classPath);
        Path jar = built.resolve("application.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    private void library(String name, String content) throws IOException {
        Files.createDirectories(built.resolve("lib"));
        Files.writeString(built.resolve("lib").resolve(name), content);
    }
}
