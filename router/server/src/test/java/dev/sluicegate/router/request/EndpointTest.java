package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.provider.Operation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, CHAT",
        "/openai/v1/chat/completions, CHAT",
        "/v1/responses, RESPONSES",
        "/openai/v1/responses, RESPONSES",
        "/v1/completions, COMPLETIONS",
        "/openai/v1/completions, COMPLETIONS",
        "/v1/embeddings, EMBEDDINGS",
        "/openai/v1/embeddings, EMBEDDINGS",
        "/v1/messages, MESSAGES",
        "/anthropic/v1/messages, MESSAGES",
        "/v1/messages/count_tokens, COUNT_TOKENS",
        "/anthropic/v1/messages/count_tokens, COUNT_TOKENS"
    })
    void everyOperationHasTwoBases(String path, Operation operation) {
        assertThat(Endpoint.of(path, false)).isEqualTo(new Endpoint.Generate(operation));
        assertThat(Endpoint.of(path, true)).isEqualTo(new Endpoint.Generate(operation));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/models                   | false | OPENAI    |
            /v1/models                   | true  | ANTHROPIC |
            /openai/v1/models            | false | OPENAI    |
            /anthropic/v1/models         | false | ANTHROPIC |
            /v1/models/a                 | false | OPENAI    | a
            /v1/models/a                 | true  | ANTHROPIC | a
            /anthropic/v1/models/a       | false | ANTHROPIC | a
            /v1/models/meta/llama-3.1:8b | false | OPENAI    | meta/llama-3.1:8b
            /v1/models/meta%2Fllama%20a  | false | OPENAI    | meta/llama a
            /v1/models/a+b               | false | OPENAI    | a+b
            /v1/models/50%               | false | OPENAI    | 50%
            """)
    void modelsAreListedInTheClientsProtocol(String path, boolean anthropic, Api api, String model) {
        assertThat(Endpoint.of(path, anthropic))
                .isEqualTo(model == null ? new Endpoint.ListModels(api) : new Endpoint.OneModel(api, model));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "",
                "null",
                "/v1",
                "/v1/modelss",
                "/v1/models/",
                "/anthropic/messages",
                "/anthropic/v1/chat/completions",
                "/openai/v1/messages",
                "/v1/messages/count_tokens/",
                "/v1/responses/resp_1"
            })
    void everythingElseStandsForNothing(String path) {
        assertThat(Endpoint.of(path, false)).isNull();
    }
}
