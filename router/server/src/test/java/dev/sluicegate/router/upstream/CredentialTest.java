package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialTest {
    @Test
    void followsKubeletsSwapOfASymbolicLink(@TempDir Path volume) throws IOException {
        write(volume.resolve("..1/key"), "old\n");
        Files.createSymbolicLink(volume.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(volume.resolve("key"), Path.of("..data/key"));
        Credential credential = Credential.read(volume.resolve("key"), Credential.Rule.NONE);
        assertThat(credential.value()).isEqualTo("old");

        write(volume.resolve("..2/key"), "new");
        Files.createSymbolicLink(volume.resolve("..tmp"), Path.of("..2"));
        Files.move(
                volume.resolve("..tmp"), volume.resolve("..data"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        credential.refresh();
        assertThat(credential.value()).isEqualTo("new");

        Files.delete(volume.resolve("..2/key"));
        credential.refresh();
        assertThat(credential.value()).isEqualTo("new");
    }

    @Test
    void refusesWhatIsNotOneKeyAndNeverRepeatsIt(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("key");
        assertThatThrownBy(() -> Credential.read(file, Credential.Rule.NONE)).hasMessageContaining("there is no file");
        write(file, " \n");
        assertThatThrownBy(() -> Credential.read(file, Credential.Rule.NONE)).hasMessageContaining("is empty");
        write(file, "secret\r\nx-evil: 1");
        assertThatThrownBy(() -> Credential.read(file, Credential.Rule.NONE))
                .hasMessageContaining("one key of printable ASCII")
                .hasMessageNotContaining("secret");
    }

    /** A credential that is checked only when it is read for the first time takes the second one. */
    @Test
    void leavesTheOldOneInForceWhileAnotherCannotBeUsed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("headers");
        write(file, "api-key=one");
        Credential credential = Credential.read(file, value -> {
            if (!value.contains("=")) {
                throw new IOException("it has no name");
            }
        });

        write(file, "nonsense\n");
        credential.refresh();
        assertThat(credential.value()).isEqualTo("api-key=one");
        assertThat(credential.problem()).isEqualTo("it has no name");
        assertThat(refused(credential)).containsExactly("nonsense\n");

        write(file, "two words");
        credential.refresh();
        assertThat(credential.problem()).contains("one key of printable ASCII");
        assertThat(refused(credential)).containsExactly("two words");

        Files.delete(file);
        credential.refresh();
        assertThat(credential.problem()).contains("there is no file");
        assertThat(refused(credential)).isEmpty();

        write(file, "api-key=one");
        credential.refresh();
        assertThat(credential.problem()).isNull();
        assertThat(refused(credential)).isEmpty();
    }

    private static List<String> refused(Credential credential) {
        List<String> refused = new ArrayList<>();
        credential.refused((_, content) -> refused.add(new String(content, UTF_8)));
        return refused;
    }

    private static void write(Path file, String text) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, text);
    }
}
