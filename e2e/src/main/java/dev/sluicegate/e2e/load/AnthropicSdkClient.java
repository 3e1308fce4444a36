package dev.sluicegate.e2e.load;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.SseException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.sluicegate.e2e.oracle.Failure;
import java.net.URI;
import java.time.Duration;

/** Anthropic's SDK, as {@link SdkClient} says. Safe for any thread. */
final class AnthropicSdkClient implements SdkClient {
    private final AnthropicClient client;
    private final String model;
    private final String target;

    AnthropicSdkClient(URI target, Models models) {
        this.model = models.anthropic();
        this.target = target.getAuthority();
        this.client = AnthropicOkHttpClient.builder()
                .baseUrl(target.toString())
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
        MessageCreateParams parameters = MessageCreateParams.builder()
                .model(model)
                .maxTokens(1000)
                .addUserMessage(exchange.directive().text())
                .build();
        try {
            if (exchange.streamed()) {
                stream(parameters, exchange);
            } else {
                Message message = client.messages().create(parameters);
                exchange.answered(200);
                message.content().forEach(block -> exchange.text(block.asText().text()));
                if (message.stopReason().map(Object::toString).orElse("").equals("end_turn")) {
                    exchange.terminated();
                }
            }
        } catch (SseException e) {
            exchange.fail(Failure.Kind.ERROR_EVENT, SdkFailure.text(e));
        } catch (AnthropicServiceException e) {
            exchange.answered(e.statusCode());
            exchange.fail(Failure.Kind.OTHER, SdkFailure.text(e));
        } catch (AnthropicIoException e) {
            exchange.fail(SdkFailure.kind(e), SdkFailure.text(e));
        } catch (AnthropicException | IllegalStateException e) {
            exchange.fail(Failure.Kind.OTHER, SdkFailure.text(e));
        }
    }

    private void stream(MessageCreateParams parameters, Exchange exchange) {
        try (StreamResponse<RawMessageStreamEvent> response = client.messages().createStreaming(parameters)) {
            exchange.answered(200);
            response.stream().forEach(event -> {
                event.contentBlockDelta()
                        .flatMap(block -> block.delta().text())
                        .ifPresent(delta -> exchange.text(delta.text()));
                event.messageStop().ifPresent(stop -> exchange.terminated());
            });
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
