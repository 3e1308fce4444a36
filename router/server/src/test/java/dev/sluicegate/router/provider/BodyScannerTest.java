package dev.sluicegate.router.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScannerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":"a"}                                              | a    | false
            {"stream":true,"model":"a"}                                | a    | true
            { "messages" : [{"model":"no"}] , "model" : "a", "n":1.5e3}| a    | false
            {"x":{"stream":true,"model":"no"},"model":"a","stream":false} | a | false
            {"model":"meta-llama\\/3","stream":null}                   | meta-llama/3 | false
            {"mod\\u0065l":"a\\u0062"}                                 | ab   | false
            {"model":"ü\\"\\\\"}                                       | ü"\\ | false
            """)
    void findsModelAndStream(String body, String model, boolean stream) {
        assertThat(scan(body)).isInstanceOfSatisfying(BodyReading.Valid.class, valid -> {
            assertThat(valid.model()).isEqualTo(model);
            assertThat(valid.stream()).isEqualTo(stream);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":"a","model":"b"}       | the body has the field 'model' twice
            {"stream":true,"stre\\u0061m":true} | the body has the field 'stream' twice
            {"messages":[]}                 | the body has no field 'model'; name the model that is wanted
            {"model":5}                     | 'model' must be a string
            {"model":null}                  | 'model' must be a string
            {"model":["a"]}                 | 'model' must be a string
            {"model":""}                    | 'model' is empty; name the model that is wanted
            {"model":"a","stream":"yes"}    | 'stream' must be true or false
            {"model":"a","stream":1}        | 'stream' must be true or false
            {"model":"a"                    | the body's JSON ends too early
            {"model":"a"}}                  | the body is not valid JSON at byte 13
            {"model":"a",}                  | the body is not valid JSON at byte 13
            {"x":[}],"model":"a"}           | the body is not valid JSON at byte 6
            {"x":01,"model":"a"}            | the body is not valid JSON at byte 6
            {"x":tru,"model":"a"}           | the body is not valid JSON at byte 8
            ["model"]                       | the body is not valid JSON at byte 0
            ``                              | the body is empty; a JSON object is wanted
            """)
    void refusesWithASentence(String body, String problem) {
        assertThat(scan(body)).isEqualTo(new BodyReading.Invalid(problem));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 511, 512, 100_000})
    void boundsDepth(int depth) {
        String body = "{\"model\":\"a\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        boolean fits = depth > 0 && depth < JsonGrammar.MAX_DEPTH;
        assertThat(scan(body)).isInstanceOf(fits ? BodyReading.Valid.class : BodyReading.Invalid.class);
    }

    @Test
    void boundsTheModelsName() {
        assertThat(scan("{\"model\":\"" + "x".repeat(2_000) + "\"}"))
                .isEqualTo(new BodyReading.Invalid("'model' is longer than any model's name"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":"a"}                                             | 4096
            {"model":"a","max_tokens":7}                              | 7
            {"model":"a","max_completion_tokens":300 ,"max_tokens":7} | 300
            {"max_output_tokens":2.9,"model":"a"}                     | 2
            {"model":"a","max_tokens":7,"n":3}                        | 21
            {"model":"a","n":2}                                       | 8192
            {"model":"a","max_tokens":null}                           | 4096
            {"model":"a","max_tokens":"many"}                         | 4096
            {"model":"a","x":{"max_tokens":7}}                        | 4096
            {"model":"a","max_tokens":1e3}                            | 2147483647
            {"model":"a","max_tokens":99999999999999999999}           | 2147483647
            {"model":"a","max_tokens":-5}                             | 0
            """)
    void findsHowMuchTheClientWants(String body, long most) {
        assertThat(scan(body))
                .isInstanceOfSatisfying(
                        BodyReading.Valid.class,
                        valid -> assertThat(valid.output().most(4096)).isEqualTo(most));
    }

    private static BodyReading scan(String body) {
        BodyScanner scanner = new BodyScanner();
        byte[] bytes = body.getBytes(UTF_8);
        scanner.accept(bytes, 0, bytes.length);
        return scanner.finish();
    }
}
