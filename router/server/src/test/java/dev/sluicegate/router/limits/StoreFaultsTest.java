package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.Forwarder;
import dev.sluicegate.router.testkit.RedisServer;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two routers under load, and one real store that is restarted, paused, read-only, out of memory, given another password and demoted
 * meanwhile: what was admitted is what may be, money is right to the billionth, and no place is lost or given twice. {@code make limits}
 * runs it with more requests.
 */
@RouterTest
class StoreFaultsTest {
    private static final int REQUESTS = Integer.getInteger("sluicegate.limits.requests", 1_000);
    private static final int CLIENTS = 50;
    private static final int PLACES = 20;

    /** Of 10 tokens of input at 1 and 20 of output at 10 for a million, in billionths. */
    private static final long COST = 210_000;

    private static final long AFFORDABLE = REQUESTS / 5;
    private final FakeUpstream upstream;
    private final List<AutoCloseable> started = new ArrayList<>();
    private final List<RunningRouter> routers = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> faultIsOver = CompletableFuture.completedFuture(null);
    private String password = "first";

    @TempDir
    Path folder;

    /** One that happens to the store, and is ended. */
    private interface Fault {
        void happen() throws Exception;
    }

    StoreFaultsTest(FakeUpstream upstream) {
        this.upstream = upstream;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    @Test
    @Timeout(600)
    void whateverBecomesOfTheStoreTheAccountsAreRight() throws Exception {
        RedisServer store = server("store", "first");
        Forwarder address = new Forwarder(store.port());
        started.add(address);
        Path passwordFile = RunningRouter.write(password);
        startRouters(address, passwordFile);
        upstream.answersWith(this::answer);

        RedisServer last = store;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ends.add(clients.submit(() -> {
                    for (int n = asked.getAndIncrement(); n < REQUESTS; n = asked.getAndIncrement()) {
                        ask(n);
                    }
                    return true;
                }));
            }
            fault(1, () -> {
                store.kill();
                awaitAway();
                store.start();
            });
            fault(2, () -> {
                store.freeze(true);
                awaitAway();
                store.freeze(false);
            });
            fault(3, () -> {
                command(store, "REPLICAOF 127.0.0.1 1");
                awaitAway();
                command(store, "REPLICAOF NO ONE");
            });
            fault(4, () -> {
                command(store, "CONFIG SET maxmemory 1");
                awaitAway();
                command(store, "CONFIG SET maxmemory 0");
            });
            fault(5, () -> {
                command(store, "CONFIG SET requirepass second");
                password = "second";
                command(store, "CLIENT KILL TYPE normal SKIPME yes");
                awaitAway();
                Files.writeString(passwordFile, password);
                routers.forEach(router -> router.admin("POST", "/config/reload", ""));
            });
            RedisServer next = server("next", "second");
            last = next;
            fault(6, () -> {
                command(store, "CONFIG SET masterauth second");
                command(next, "CONFIG SET masterauth second");
                command(next, "REPLICAOF 127.0.0.1 " + store.port());
                await().until(() -> command(next, "INFO replication").contains("master_link_status:up"));
                command(store, "FAILOVER");
                await().until(() -> command(next, "INFO replication").contains("role:master"));
                address.pointTo(next.port());
            });
            for (Future<?> end : ends) {
                end.get();
            }
        }
        verify(last);
    }

    private void verify(RedisServer store) throws Exception {
        await().until(() -> routers.stream().allMatch(StoreFaultsTest::well));
        String period = BudgetCalendar.name(KeysFile.Period.MONTH, Instant.now());
        System.out.println("limits under faults: " + outcomes + ", at most " + mostRunning + " of rich at once");
        assertThat(mostRunning.get()).isBetween(2, PLACES);
        assertThat(count("poor 200")).isEqualTo(AFFORDABLE + 1);
        for (String key : List.of("rich", "poor")) {
            awaitNoPlaceHeld(store, key);
            await().untilAsserted(() -> assertThat(command(store, "GET sluicegate:{0}:" + key + ":spent:" + period))
                    .contains("\r\n" + COST * count(key + " 200") + "\r\n"));
            assertThat(command(store, "HGET sluicegate:{0}:" + key + ":reserved cost"))
                    .contains("$1\r\n0\r\n");
        }
        assertThat(outcomes.keySet())
                .isSubsetOf("rich 200", "rich 429", "rich 503", "poor 200", "poor 429", "poor 503");
    }

    /**
     * An admission that was under way at a fault may be carried out after its request has been given up, and is then settled before it was made. Its
     * place frees itself, at the first admission after half a minute.
     */
    private void awaitNoPlaceHeld(RedisServer store, String key) {
        await().atMost(Duration.ofSeconds(45))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    boolean none = command(store, "ZCARD sluicegate:{0}:" + key + ":running")
                            .contains(":0\r\n");
                    if (!none) {
                        ask(key.equals("rich") ? 0 : 1);
                    }
                    return none;
                });
    }

    /** When one more part of the requests has been made: a fault, and what ends it. */
    private void fault(int part, Fault fault) throws Exception {
        await().atMost(Duration.ofMinutes(5)).until(() -> asked.get() >= (long) REQUESTS * part / 8);
        faultIsOver = new CompletableFuture<>();
        fault.happen();
        await().until(() -> routers.stream().allMatch(StoreFaultsTest::well));
        faultIsOver.complete(null);
    }

    private void awaitAway() {
        await().until(() -> routers.stream().noneMatch(StoreFaultsTest::well));
    }

    private static boolean well(RunningRouter router) {
        return !router.admin("GET", "/health", "").body().contains("the store of limits is away");
    }

    private long count(String outcome) {
        AtomicInteger count = outcomes.get(outcome);
        return count == null ? 0 : count.get();
    }

    /** Again until it was admitted, or the budget is spent: as a patient client does. */
    private void ask(int number) throws Exception {
        String key = number % 2 == 0 ? "rich" : "poor";
        for (int attempt = 0; ; attempt++) {
            String body = "{\"model\":\"fast\",\"max_tokens\":20,\"user\":\"" + key + "\"}";
            HttpResponse<String> answer =
                    routers.get((number + attempt) % 2).post("/v1/chat/completions", body, "x-api-key", "key-" + key);
            outcomes.computeIfAbsent(key + " " + answer.statusCode(), _ -> new AtomicInteger())
                    .incrementAndGet();
            if (answer.statusCode() == 503) {
                faultIsOver.get();
            } else if (answer.statusCode() != 429 || answer.body().contains("has spent its budget")) {
                return;
            }
        }
    }

    private void answer(FakeUpstream.Call call) {
        int rich = call.body.contains("rich") ? 1 : 0;
        mostRunning.accumulateAndGet(running.addAndGet(rich), Math::max);
        upstream.after(5, () -> {
            running.addAndGet(-rich);
            call.json(200, "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}");
        });
    }

    private RedisServer server(String name, String password) throws IOException {
        Path data = Files.createDirectory(folder.resolve(name));
        RedisServer server = RedisServer.with(
                "--requirepass", password, "--appendonly", "yes", "--appendfsync", "always", "--dir", data.toString());
        started.add(server);
        return server;
    }

    private String command(RedisServer server, String line) throws IOException {
        return server.command("AUTH " + password + "\r\n" + line);
    }

    private void startRouters(Forwarder address, Path passwordFile) {
        Path keys = RunningRouter.write("""
                keys:
                  - {id: rich, key: key-rich, maxConcurrent: %d, budget: {amount: 1000, per: Month}}
                  - {id: poor, key: key-poor, budget: {amount: %s, per: Month}}
                """.formatted(PLACES, (AFFORDABLE * COST + 1) + "e-9"));
        for (int i = 0; i < 2; i++) {
            RunningRouter router = RunningRouter.start(upstream, """
                    auth: {mode: Keys, keys: {file: "%s"}}
                    prices: [{model: real-model, input: 1, output: 10}]
                    limits: {store: {url: "redis://127.0.0.1:%d", onFailure: Closed, timeout: 500ms, password: {file: "%s"}}}
                    """.formatted(keys, address.port(), passwordFile));
            routers.add(router);
            started.add(router);
        }
        await().until(() -> routers.stream().allMatch(StoreFaultsTest::well));
    }
}
