package dev.sluicegate.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampTest {
    @TempDir
    Path folder;

    @Test
    void isTheSameForTheSameContentElsewhere() throws IOException {
        Path one = write("here/a.jar", "content");
        Path other = write("there/a.jar", "content");

        assertThat(Stamp.of(List.of(one))).isEqualTo(Stamp.of(List.of(other)));
    }

    @Test
    void changesWithContentNameAndOrder() throws IOException {
        Path a = write("a.jar", "content");
        Path b = write("b.jar", "content");
        Path changed = write("changed/a.jar", "Content");

        assertThat(List.of(
                        Stamp.of(List.of(a)),
                        Stamp.of(List.of(b)),
                        Stamp.of(List.of(changed)),
                        Stamp.of(List.of(a, b)),
                        Stamp.of(List.of(b, a))))
                .doesNotHaveDuplicates();
    }

    @Test
    void recognisesItselfInAFile() throws IOException {
        Path file = folder.resolve("stamp");
        Stamp stamp = Stamp.of("JDK 25", "options");

        assertThat(stamp.isIn(file)).isFalse();
        stamp.writeTo(file);
        assertThat(stamp.isIn(file)).isTrue();
        assertThat(Stamp.of("JDK 26", "options").isIn(file)).isFalse();
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.writeString(file, content);
    }
}
