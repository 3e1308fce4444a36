package dev.sluicegate.router.response;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.config.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReaderTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            OPENAI    | {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}  | 10 | 0 | 0 | 5 | 0
            OPENAI    | {"usage" : { "prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 0}, "completion_tokens": 5, "completion_tokens_details": {"reasoning_tokens": 3}}} | 10 | 4 | 0 | 5 | 3
            OPENAI    | {"response":{"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":2,"cache_write_tokens":3},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":16}}} | 7 | 2 | 3 | 9 | 1
            OPENAI    | {"usage":{"prompt_tokens":8,"total_tokens":8}} | 8 | 0 | 0 | 0 | 0
            OPENAI    | {"usage":null}{"usage":null}{"usage":{"prompt_tokens":1,"completion_tokens":2}} | 1 | 0 | 0 | 2 | 0
            OPENAI    | {"usage":{"prompt_tokens":1,"completion_tokens":1}}{"usage":{"prompt_tokens":1,"completion_tokens":2}} | 1 | 0 | 0 | 2 | 0
            OPENAI    | {"text":"\\"usage\\":{\\"prompt_tokens\\":99}","usage":{"prompt_tokens":1,"completion_tokens":2}} | 1 | 0 | 0 | 2 | 0
            OPENAI    | {"usage":{"prompt_tokens":1,"completion_tokens":2,"note":"} \\" }"},"tail":"usage"} | 1 | 0 | 0 | 2 | 0
            OPENAI    | {"usage":{"prompt_tokens":1,"completion_tokens":2}, "schema":{"usage":{"type":"object"}}} | 1 | 0 | 0 | 2 | 0
            OPENAI    | {""usage":{"prompt_tokens":1,"completion_tokens":2}} | 1 | 0 | 0 | 2 | 0
            OPENAI    | "usag"usage""usage":{"prompt_tokens":1,"completion_tokens":2} | 1 | 0 | 0 | 2 | 0
            ANTHROPIC | {"usage":{"input_tokens":10,"cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":1}} | 17 | 4 | 3 | 1 | 0
            ANTHROPIC | {"message":{"usage":{"input_tokens":10,"cache_read_input_tokens":4,"output_tokens":1}}}{"usage":{"output_tokens":25}} | 14 | 4 | 0 | 25 | 0
            ANTHROPIC | {"usage":{"input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":3},"output_tokens":1}}{"usage":{"input_tokens":12,"output_tokens":25}} | 12 | 0 | 0 | 25 | 0
            """)
    void readsWhatTheProviderSaysHoweverTheBytesAreSplit(
            Api api, String json, long input, long cached, long written, long output, long reasoning) {
        byte[] bytes = json.getBytes(UTF_8);
        Usage expected = new Usage(input, cached, written, output, reasoning, false);
        for (int piece = 1; piece <= bytes.length; piece++) {
            UsageReader reader = new UsageReader(api);
            for (int from = 0; from < bytes.length; from += piece) {
                reader.accept(bytes, from, Math.min(bytes.length, from + piece));
            }
            assertThat(reader.usage()).as("in pieces of %d", piece).isEqualTo(expected);
        }
        for (int split = 0; split <= bytes.length; split++) {
            UsageReader reader = new UsageReader(api);
            reader.accept(bytes, 0, split);
            reader.accept(bytes, split, bytes.length);
            assertThat(reader.usage()).as("split at %d", split).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"usage":null}
            {"usage":{}}
            {"usage":{"prompt_tokens":"many"}}
            {"usage":{"prompt_tokens":-1}}
            {"usage":{"prompt_tokens":1
            {"usage":{"prompt_tokens":99999999999999999999}}
            {"usage":{prompt_tokens:1}}
            {"usages":{"prompt_tokens":1}}
            {"xusage":{"prompt_tokens":1}}
            """)
    void whatSaysNothingIsNothing(String json) {
        UsageReader reader = new UsageReader(Api.OPENAI);
        byte[] bytes = json.getBytes(UTF_8);
        reader.accept(bytes, 0, bytes.length);
        assertThat(reader.usage()).isNull();
    }

    @Test
    void anObjectWithoutEndIsGivenUpAndTheNextOneFound() {
        UsageReader reader = new UsageReader(Api.OPENAI);
        byte[] bytes = ("{\"usage\":{" + " ".repeat(40_000) + "\"usage\":{\"prompt_tokens\":3}").getBytes(UTF_8);
        reader.accept(bytes, 0, bytes.length);
        assertThat(reader.usage()).isEqualTo(new Usage(3, 0, 0, 0, 0, false));
    }
}
