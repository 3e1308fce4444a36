package dev.sluicegate.router.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.telemetry.RecordField.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The documents describe the fields of the access log and the accounts as they are. {@code -Dsluicegate.rewrite=true} writes the tables anew. */
class RecordFieldTest {
    private static final Path DOCUMENTS =
            Path.of(System.getProperty("sluicegate.root", "../..")).resolve("docs");
    private static final String BEGIN = "<!-- the table is made by RecordFieldTest -->\n";
    private static final String END = "<!-- end of the table -->\n";

    @ParameterizedTest
    @CsvSource({"observability.md, ACCESS", "accounting.md, ACCOUNTS"})
    void theDocumentHasTheTable(String document, Lines lines) throws IOException {
        Path file = DOCUMENTS.resolve(document);
        String text = Files.readString(file);
        String made = text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                + table(lines)
                + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("sluicegate.rewrite")) {
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file))
                .as("if the change is wanted: -Dsluicegate.rewrite=true")
                .isEqualTo(made);
    }

    @Test
    void noNameStandsTwiceInALine() {
        for (Lines lines : new Lines[] {Lines.ACCESS, Lines.ACCOUNTS}) {
            assertThat(Stream.of(RecordField.values())
                            .filter(field -> field.isIn(lines))
                            .map(RecordField::word))
                    .doesNotHaveDuplicates()
                    .doesNotContain("time", "message", "logger_name", "level");
        }
    }

    private static String table(Lines lines) {
        return "| field | meaning |\n|---|---|\n| `time` | when the request ended, UTC |\n"
                + Stream.of(RecordField.values())
                        .filter(field -> field.isIn(lines))
                        .map(field -> "| `" + field.word() + "` | " + field.meaning() + " |\n")
                        .collect(Collectors.joining());
    }
}
