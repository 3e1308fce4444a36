package dev.sluicegate.e2e.load;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluicegate.e2e.oracle.Failure;
import java.net.URI;
import java.time.Duration;

/** OpenAI's SDK, as {@link SdkClient} says. Safe for any thread. */
final class OpenAiSdkClient implements SdkClient {
    private final OpenAIClient client;
    private final String model;
    private final String target;

    OpenAiSdkClient(URI target, Models models) {
        this.model = models.openAi();
        this.target = target.getAuthority();
        this.client = OpenAIOkHttpClient.builder()
                .baseUrl(target.resolve("/v1").toString())
                .apiKey(LoadPlan.KEY)
                .maxRetries(0)
                .maxIdleConnections(500)
                .keepAliveDuration(LONGEST_IDLE)
                .timeout(Duration.ofMinutes(6))
                .build();
    }

    @Override
    public void run(Exchange exchange) {
        exchange.through("the SDK's pool to " + target);
        ChatCompletionCreateParams parameters = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(exchange.directive().text())
                .build();
        try {
            if (exchange.streamed()) {
                stream(parameters, exchange);
            } else {
                ChatCompletion completion = client.chat().completions().create(parameters);
                exchange.answered(200);
                ChatCompletion.Choice choice = completion.choices().getFirst();
                exchange.text(choice.message().content().orElse(""));
                terminated(choice.finishReason().toString(), exchange);
            }
        } catch (SseException e) {
            exchange.fail(Failure.Kind.ERROR_EVENT, e.type().orElse("no type") + ": " + SdkFailure.text(e));
        } catch (OpenAIServiceException e) {
            exchange.answered(e.statusCode());
            exchange.fail(Failure.Kind.OTHER, SdkFailure.text(e));
        } catch (OpenAIIoException e) {
            exchange.fail(SdkFailure.kind(e), SdkFailure.text(e));
        } catch (OpenAIException | IllegalStateException e) {
            exchange.fail(Failure.Kind.OTHER, SdkFailure.text(e));
        }
    }

    private void stream(ChatCompletionCreateParams parameters, Exchange exchange) {
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(parameters)) {
            exchange.answered(200);
            response.stream().flatMap(chunk -> chunk.choices().stream()).forEach(choice -> {
                choice.delta().content().ifPresent(exchange::text);
                choice.finishReason().ifPresent(reason -> terminated(reason.toString(), exchange));
            });
        }
    }

    private static void terminated(String finishReason, Exchange exchange) {
        if (finishReason.equals("stop")) {
            exchange.terminated();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
