package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.provider.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressingTest {
    private static Addressing of(String provider) {
        String yaml = """
                version: 1
                providers: [{name: p, %s}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(provider);
        return switch (RouterConfigReader.read(yaml.getBytes(UTF_8))) {
            case ConfigReading.Valid valid ->
                new Addressing(valid.config().providers().getFirst(), ProviderFiles.NONE);
            case ConfigReading.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    /** The base URLs are those that the providers document for OpenAI's and Anthropic's SDKs. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            api: OpenAI, baseUrl: "https://api.openai.com/v1"              | CHAT        |     | https api.openai.com:443 /v1/chat/completions
            api: OpenAI, baseUrl: "https://api.openai.com/v1/"             | RESPONSES   | a=b | https api.openai.com:443 /v1/responses?a=b
            api: Anthropic, baseUrl: "https://api.anthropic.com"           | MESSAGES    |     | https api.anthropic.com:443 /v1/messages
            api: Anthropic, baseUrl: "https://api.anthropic.com"           | COUNT_TOKENS | beta=true | https api.anthropic.com:443 /v1/messages/count_tokens?beta=true
            api: OpenAI, baseUrl: "https://generativelanguage.googleapis.com/v1beta/openai" | EMBEDDINGS | | https generativelanguage.googleapis.com:443 /v1beta/openai/embeddings
            api: OpenAI, baseUrl: "https://openrouter.ai/api/v1"           | CHAT        |     | https openrouter.ai:443 /api/v1/chat/completions
            api: OpenAI, baseUrl: "http://ollama:11434/v1"                 | COMPLETIONS |     | http ollama:11434 /v1/completions
            api: OpenAI, baseUrl: "http://vllm:8000/v1"                    | EMBEDDINGS  |     | http vllm:8000 /v1/embeddings
            api: OpenAI, baseUrl: "http://[::1]:8080/v1"                   | CHAT        |     | http [::1]:8080 /v1/chat/completions
            api: OpenAI, baseUrl: "https://me.openai.azure.com/openai/v1", query: {api-version: preview} | RESPONSES | | https me.openai.azure.com:443 /openai/v1/responses?api-version=preview
            api: OpenAI, flavor: Azure, baseUrl: "https://me.openai.azure.com", query: {api-version: "2024-10-21"} | CHAT | | https me.openai.azure.com:443 /openai/deployments/my%20model/chat/completions?api-version=2024-10-21
            api: OpenAI, flavor: Azure, baseUrl: "https://me.openai.azure.com/", query: {api-version: "2024-10-21"} | EMBEDDINGS | api-version=old&b=c | https me.openai.azure.com:443 /openai/deployments/my%20model/embeddings?api-version=2024-10-21&b=c
            api: OpenAI, flavor: Azure, baseUrl: "https://proxy/azure", query: {api-version: "2025-04-01-preview"} | RESPONSES | | https proxy:443 /azure/openai/responses?api-version=2025-04-01-preview
            api: OpenAI, baseUrl: "http://a/v1", query: {"a b": "c&d"}     | CHAT        | e=%20f | http a:80 /v1/chat/completions?a%20b=c%26d&e=%20f
            api: OpenAI, baseUrl: "http://a/v1", query: {"a b": "c"}       | CHAT        | a+b=e | http a:80 /v1/chat/completions?a%20b=c
            """)
    void putsEachOperationWhereTheProviderHasIt(String provider, Operation operation, String query, String wanted) {
        Addressing addressing = of(provider);
        RequestOptions request = addressing.request(HttpMethod.POST, addressing.uri(operation, "my model", query));

        assertThat((request.isSsl() ? "https " : "http ") + request.getHost() + ":" + request.getPort() + " "
                        + request.getURI())
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            api: OpenAI                                                    | authorization=Bearer the-key
            api: Anthropic                                                 | x-api-key=the-key
            api: OpenAI, flavor: Azure, query: {api-version: "1"}          | api-key=the-key
            api: OpenAI, credentialsHeader: X-Goog-Api-Key                 | x-goog-api-key=the-key
            api: Anthropic, credentialsHeader: Authorization               | authorization=Bearer the-key
            api: OpenAI, headers: {x-title: gate, HTTP-Referer: "http://a"} | HTTP-Referer=http://a, authorization=Bearer the-key, x-title=gate
            """)
    void saysWhoAsksAsTheProviderWantsIt(String provider, String wanted) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("x-title", "the client's");
        if (!provider.contains("x-title")) {
            headers.clear();
        }
        of(provider + ", baseUrl: \"http://a\", credentials: {file: /key}").addHeaders(headers, "the-key");

        assertThat(headers.entries().stream()
                        .map(header -> header.getKey() + "=" + header.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ")))
                .isEqualTo(wanted);
    }
}
