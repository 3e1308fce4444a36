package dev.sluicegate.router.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.testkit.FakeNameServer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider whose name leads to several addresses, as a name server says it: all are used, and the dead are passed over. */
class SeveralAddressesTest {
    private final Vertx names = Vertx.vertx();
    private final FakeNameServer nameServer = new FakeNameServer(names);
    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setAddressResolverOptions(new AddressResolverOptions()
                    .addServer("127.0.0.1:" + nameServer.port())
                    .setSearchDomains(List.of())));
    private final int port = serve("127.0.0.1", 0).actualPort();
    private final Upstream upstream = new Upstream(config(port), ProviderFiles.NONE);

    @AfterEach
    void close() {
        await(vertx.close());
        await(names.close());
    }

    @Test
    void allAreUsedInTurn() {
        serve("127.0.0.2", port);
        nameServer.answers("127.0.0.1", "127.0.0.2");
        assertThat(ask(10)).containsExactlyInAnyOrderEntriesOf(Map.of("127.0.0.1", 5, "127.0.0.2", 5));
    }

    @Test
    void theDeadArePassedOver() {
        nameServer.answers("127.0.0.3", "127.0.0.2", "127.0.0.1");
        assertThat(ask(10)).containsExactlyInAnyOrderEntriesOf(Map.of("127.0.0.1", 10));
    }

    /** The check above against a client that knows one address only. */
    @Test
    void whereAllAreDeadItFails() {
        nameServer.answers("127.0.0.3", "127.0.0.2");
        assertThatThrownBy(() -> ask(1)).hasMessageContaining("refused");
    }

    private HttpServer serve(String address, int at) {
        return await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end(address))
                .listen(at, address));
    }

    /** How many of the requests each address has answered, one after the other. */
    private Map<String, Integer> ask(int requests) {
        Map<String, Integer> answers = new HashMap<>();
        UpstreamClient.Head head = new UpstreamClient.Head(
                Operation.CHAT, "m", MultiMap.caseInsensitiveMultiMap(), null, "r", 0, false, null, null);
        await(Future.future(all -> vertx.runOnContext(_ -> {
            UpstreamClient client = new UpstreamClient(vertx);
            Future<?> chain = Future.succeededFuture();
            for (int i = 0; i < requests; i++) {
                chain = chain.compose(_ -> client.open(
                                Objects.requireNonNull(upstream.tryAcquire("m", new ServerPreference(null))), head)
                        .compose(request -> request.send())
                        .compose(response -> response.body())
                        .onSuccess(body -> answers.merge(body.toString(), 1, Integer::sum)));
            }
            chain.<Void>mapEmpty().onComplete(all);
        })));
        return answers;
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static Provider config(int port) {
        String yaml = """
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "http://provider.example:%d/v1"}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(port);
        return switch (RouterConfigReader.read(yaml.getBytes(UTF_8))) {
            case ConfigReading.Valid valid -> valid.config().providers().getFirst();
            case ConfigReading.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }
}
