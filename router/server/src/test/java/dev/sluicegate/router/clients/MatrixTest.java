package dev.sluicegate.router.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static final Path DOCUMENT = Path.of("../../docs/clients.md");

    @Test
    void whatIsNotRunAgainStaysAsItIsWritten() throws IOException {
        String document = Files.readString(DOCUMENT);
        List<String> clients = new ArrayList<>(Matrix.rows(document).keySet());
        assertThat(Matrix.of(document).with(new Matrix(), clients).into(document))
                .isEqualTo(document);
    }

    @Test
    void aCellThatIsRunAgainIsWrittenAnew() throws IOException {
        String document = Files.readString(DOCUMENT);
        Matrix newer = new Matrix();
        newer.put("codex", "Kimi", "tools", "ended with 1: it broke");
        String written = Matrix.of(document)
                .with(newer, new ArrayList<>(Matrix.rows(document).keySet()))
                .into(document);
        assertThat(written).contains("- `codex` on Kimi: the turn with tools: ended with 1: it broke\n");
        assertThat(Matrix.rows(written).get("codex")).contains("✗✓");
        assertThat(Matrix.rows(written)).hasSameSizeAs(Matrix.rows(document));
    }
}
