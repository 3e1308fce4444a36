package dev.sluicegate.router.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which answers with status 200 are errors, and that what is none passes as it is, and soon. */
class FirstBodyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"error": {"message": "Provider returned error", "code": 502}}      | 502
            {"error": {"message": "a", "code": "429"}}                          | 429
            {"error": {"message": "a", "code": "overloaded"}}                   | 502
            {"error": "out of memory"}                                          | 502
            {"id": "a", "choices": [], "error": {"message": "a", "status": 503}} | 503
            {"type": "error", "error": {"type": "overloaded_error"}}            | 529
            {"object": "error", "message": "a", "code": 400}                    | 400
            {"error": {"message": "a", "code": 7}}                              | 502
            {"id": "a", "error": null, "output": []}                            | 0
            {"error": {}, "id": "a"}                                            | 0
            {"error": "", "id": "a"}                                            | 0
            {"error": false}                                                    | 0
            {"choices": [{"index": 0}], "error": {"message": "a"}}              | 0
            {"text": "{\\"error\\": 1}"}                                        | 0
            {"inner": {"error": {"message": "a"}}}                              | 0
            [{"error": {"message": "a"}}]                                       | 0
            {"error": {"message":                                               | 0
            no JSON                                                             | 0
            """)
    void status(String body, int status) {
        Buffer whole = Buffer.buffer(body);
        assertThat(FirstBody.errorStatus(whole)).isEqualTo(status);
        for (int cut = 0; cut <= whole.length(); cut++) {
            FirstBody first = new FirstBody();
            Buffer known = first.accept(whole.getBuffer(0, cut));
            if (known == null) {
                known = first.accept(whole.getBuffer(cut, whole.length()));
                known = known == null ? first.end() : known;
                assertThat(known.toString()).isEqualTo(body);
            }
            assertThat(first.errorStatus()).as("cut at %s", cut).isEqualTo(status);
        }
    }

    @Test
    void anAnswerPassesAsSoonAsItIsOne() {
        assertThat(new FirstBody().accept(Buffer.buffer("{\"id\":\"a\",\"choices\":[{\"ind")))
                .isNotNull();
        assertThat(new FirstBody().accept(Buffer.buffer("{\"id\":\"" + "x".repeat(20_000))))
                .as("too long for an error")
                .isNotNull();
    }

    @Test
    void whiteSpaceThatKeepsAConnectionAliveIsNotKept() {
        FirstBody first = new FirstBody();
        for (int i = 0; i < 100; i++) {
            assertThat(first.accept(Buffer.buffer("\n".repeat(1_000)))).isNull();
        }
        assertThat(first.accept(Buffer.buffer("\n{\"choices\":[1]}"))).hasToString("{\"choices\":[1]}");
    }
}
