package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.provider.Operation;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider's name may lead somewhere else than its config's text says. */
class UpstreamClientTest {
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(
                    new AddressResolverOptions().setHostsValue(Buffer.buffer("127.0.0.1 provider.example\n"))));
    private final CompletableFuture<String> received = new CompletableFuture<>();
    private final NetServer server = vertx.createNetServer()
            .connectHandler(socket -> {
                socket.handler(bytes -> received.complete(bytes.toString()));
                socket.closeHandler(_ -> received.complete("nothing"));
            })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void nothingIsSentWhereANameMustNotLead() throws Exception {
        assertThatThrownBy(() -> open("127.0.0.1"::equals))
                .hasRootCauseInstanceOf(UpstreamClient.ForbiddenAddress.class)
                .satisfies(failure -> assertThat(UpstreamFailure.connecting(rootOf(failure), Duration.ofSeconds(5))
                                .error("p")
                                .message())
                        .isEqualTo("cannot connect to provider 'p': its host's name leads to a link-local address or to"
                                + " a cloud's metadata service"));
        assertThat(received.get(20, TimeUnit.SECONDS)).isEqualTo("nothing");
    }

    @Test
    void whereItMayItIs() throws Exception {
        open("169.254.169.254"::equals);
        assertThat(received.get(20, TimeUnit.SECONDS)).startsWith("POST /v1/chat/completions");
    }

    private void open(Predicate<String> forbidden) throws Exception {
        Upstream upstream = new Upstream(config(), ProviderFiles.NONE);
        UpstreamClient.Head head = new UpstreamClient.Head(
                Operation.CHAT, "m", MultiMap.caseInsensitiveMultiMap(), null, "r", 0, false, null, null);
        CompletableFuture<Void> opened = new CompletableFuture<>();
        vertx.runOnContext(_ -> new UpstreamClient(vertx, forbidden)
                .open(Objects.requireNonNull(upstream.tryAcquire("m", new ServerPreference(null))), head)
                .onComplete(
                        request -> {
                            request.end();
                            opened.complete(null);
                        },
                        opened::completeExceptionally));
        opened.get(20, TimeUnit.SECONDS);
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }

    private Provider config() {
        String yaml = """
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "http://provider.example:%d/v1"}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(server.actualPort());
        return switch (RouterConfigReader.read(yaml.getBytes(UTF_8))) {
            case ConfigReading.Valid valid -> valid.config().providers().getFirst();
            case ConfigReading.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }
}
