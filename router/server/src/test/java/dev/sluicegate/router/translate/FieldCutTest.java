package dev.sluicegate.router.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is cut out of a body leaves the rest byte for byte. */
class FieldCutTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":1,"x":2,"b":3}                          | {"a":1,"b":3}
            {"x":{"y":[1,2]} , "a":1.50}                 | {"a":1.50}
            {"a" : "\\u00e9, x" ,  "x" : "}" }           | {"a" : "\\u00e9, x"}
            {"x":1}                                      | {}
            {"a":{"x":1},"x":null,"x":7,"b":[1,{"x":2}]} | {"a":{"x":1},"b":[1,{"x":2}]}
            {"\\u0078":1,"a":1E+2}                       | {"a":1E+2}
            {"a":true}                                   | {"a":true}
            {"a":1,                                      | {"a":1,
            []                                           | []
            """)
    void leavesTheRestAsItWas(String body, String left) {
        assertThat(new String(FieldCut.of(body.getBytes(UTF_8), Set.of("x")).body(), UTF_8))
                .isEqualTo(left);
    }

    @Test
    void saysWhatItCut() {
        assertThat(FieldCut.of("{\"x\":1,\"a\":2}".getBytes(UTF_8), Set.of("x", "z"))
                        .found())
                .containsExactly("x");
    }
}
