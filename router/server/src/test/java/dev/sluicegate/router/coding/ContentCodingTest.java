package dev.sluicegate.router.coding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The memory that a body's beginning announces is taken before it is decoded, so that many small bodies can't take all of it. */
class ContentCodingTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            identity, 7b7d,         0
            gzip,     1f8b,         65536
            deflate,  789c,         65536
            zstd,     28b52ffd0058, 4194304
            zstd,     28b52ffd0059, 4718592
            zstd,     28b52ffd00ff, 62914560
            zstd,     28b52ffd2005, 131072
            br,       0b,           8388608
            br,       0f,           33554432
            br,       00,           131072
            br,       '',           131072
            """)
    void announcesItsMemory(String coding, String beginning, long memory) {
        assertThat(Objects.requireNonNull(ContentCoding.of(coding))
                        .memory(HexFormat.of().parseHex(beginning)))
                .isEqualTo(memory);
    }
}
