package dev.sluicegate.router.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtlpHeadersTest {
    @Test
    void readsWhatOpenTelemetrysVariableHas() throws IOException {
        assertThat(OtlpHeaders.parse("")).isEmpty();
        assertThat(OtlpHeaders.parse("Api-Key=abc, other=a%2Cb%25+=,"))
                .isEqualTo(Map.of("api-key", "abc", "other", "a,b%+="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "=s3cret",
                "a b=s3cret",
                "k=",
                "k=s3cret%",
                "k=s3cret%0d%0aevil:1",
                "content-type=s3cret"
            })
    void refusesWhatIsNoHeaderWithoutSayingTheValue(String text) {
        assertThatThrownBy(() -> OtlpHeaders.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("for the collector")
                .message()
                .doesNotContain("s3cret");
    }
}
