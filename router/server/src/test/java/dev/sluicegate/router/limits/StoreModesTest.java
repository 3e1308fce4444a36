package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RedisServer;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sentinels, and a real cluster, whose masters change: money is right to the billionth, and it goes on at the new one. */
@RouterTest
class StoreModesTest {
    /** Of 10 tokens of input at 1 and 20 of output at 10 for a million, in billionths. */
    private static final long COST = 210_000;

    private static final String PASSWORD = "correct-horse";
    private static final Duration SLOW = Duration.ofMinutes(1);

    private final FakeUpstream upstream;
    private final List<AutoCloseable> started = new ArrayList<>();
    private final AtomicInteger admitted = new AtomicInteger();

    @TempDir
    Path folder;

    StoreModesTest(FakeUpstream upstream) {
        this.upstream = upstream;
    }

    @BeforeEach
    void answer() {
        upstream.answersWith(call -> call.json(200, "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    @Test
    void sentinelsSayWhereTheMasterIs() throws Exception {
        RedisServer first = started(RedisServer.with("--repl-diskless-sync-delay", "0"));
        RedisServer second =
                started(RedisServer.with("--replicaof", "127.0.0.1 " + first.port(), "--dir", folder.toString()));
        await().until(() -> second.command("INFO replication").contains("master_link_status:up"));
        RedisServer sentinel = started(RedisServer.sentinel(folder, PASSWORD, "ours", first));
        // a sentinel looks at its master every ten seconds
        await().atMost(SLOW)
                .until(() -> sentinel.command("AUTH " + PASSWORD + "\r\nSENTINEL REPLICAS ours")
                        .contains("port"));

        // the first address is one at which nobody is: the other sentinel says it
        RunningRouter router = router("url: \"redis://127.0.0.1:1\", mode: Sentinel, others: [\"127.0.0.1:"
                + sentinel.port() + "\"], sentinel: {master: ours, password: " + password() + "}");
        ask(router, 10);
        assertSpent(first, 10);

        await().until(() -> second.command("GET " + spent()).contains("" + 10 * COST));
        first.kill();
        await().atMost(SLOW).until(() -> second.command("INFO replication").contains("role:master"));
        await().atMost(SLOW).until(() -> well(router));
        ask(router, 10);
        assertSpent(second, 20);
    }

    @Test
    void aClusterMovesItsMasterUnderLoad() throws Exception {
        RedisServer first = node("first");
        RedisServer second = node("second");
        RedisServer third = node("third");
        first.command("CLUSTER ADDSLOTSRANGE 0 8000");
        third.command("CLUSTER ADDSLOTSRANGE 8001 16383");
        for (RedisServer other : List.of(second, third)) {
            other.command("CLUSTER MEET " + first.nodeAddress());
        }
        int slot = SlotHash.getSlot("sluicegate:{3}:probe");
        assertThat(slot).as("a slot of the first node").isLessThanOrEqualTo(8000);
        await().until(() -> second.command("CLUSTER INFO").contains("cluster_state:ok"));
        second.command("CLUSTER REPLICATE " + id(first));
        await().until(() -> second.command("INFO replication").contains("master_link_status:up"));

        RunningRouter router = router("url: \"redis://127.0.0.1:" + third.port()
                + "/3\", mode: Cluster, username: sluice, password: " + password());
        String spent = "sluicegate:{3}:rich:spent:" + BudgetCalendar.name(KeysFile.Period.MONTH, Instant.now());
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ends.add(clients.submit(() -> {
                    while (!over.get()) {
                        ask(router, 1);
                    }
                    return true;
                }));
            }
            awaitMore(100);
            await().until(() -> second.command("CLUSTER FAILOVER").contains("OK"));
            await().until(() -> second.command("INFO replication").contains("role:master"));
            awaitMore(100);
            move(slot, second, third);
            awaitMore(100);
            over.set(true);
            for (Future<?> end : ends) {
                end.get();
            }
        }
        await().untilAsserted(() ->
                assertThat(third.command("GET " + spent)).contains("\r\n" + COST * admitted.get() + "\r\n"));
    }

    /** One slot with all that is in it, as a cluster is made smaller. */
    private static void move(int slot, RedisServer from, RedisServer to) throws IOException {
        String source = id(from);
        String target = id(to);
        to.command("CLUSTER SETSLOT " + slot + " IMPORTING " + source);
        from.command("CLUSTER SETSLOT " + slot + " MIGRATING " + target);
        List<String> keys = keys(from, slot);
        while (!keys.isEmpty()) {
            from.command("MIGRATE 127.0.0.1 " + to.port() + " \"\" 0 5000 REPLACE KEYS " + String.join(" ", keys));
            keys = keys(from, slot);
        }
        for (RedisServer node : List.of(to, from)) {
            node.command("CLUSTER SETSLOT " + slot + " NODE " + target);
        }
    }

    private static List<String> keys(RedisServer server, int slot) throws IOException {
        return server.command("CLUSTER GETKEYSINSLOT " + slot + " 100")
                .lines()
                .filter(line -> line.startsWith("sluicegate:"))
                .toList();
    }

    private static String id(RedisServer node) throws IOException {
        return node.command("CLUSTER MYID").lines().toList().get(1);
    }

    private RedisServer node(String name) throws IOException {
        return started(RedisServer.node(Files.createDirectory(folder.resolve(name)), "sluice", PASSWORD));
    }

    private RedisServer started(RedisServer server) {
        started.add(server);
        return server;
    }

    private RunningRouter router(String store) {
        RunningRouter router = RunningRouter.start(upstream, """
                auth: {mode: Keys, keys: {file: "%s"}}
                prices: [{model: real-model, input: 1, output: 10}]
                limits: {store: {%s, onFailure: Closed, timeout: 1s}}
                """.formatted(
                        RunningRouter.write(
                                "teams: [{id: crew, maxConcurrent: 100}]\nkeys: [{id: rich, key: key-rich, team: crew, budget: {amount: 1000, per: Month}}]"),
                        store));
        started.add(router);
        await().until(() -> well(router));
        return router;
    }

    private static String password() {
        return "{file: \"" + RunningRouter.write(PASSWORD) + "\"}";
    }

    private static boolean well(RunningRouter router) {
        return !router.admin("GET", "/health", "").body().contains("the store of limits is away");
    }

    private void ask(RunningRouter router, int served) throws Exception {
        for (int done = 0; done < served; ) {
            HttpResponse<String> answer = router.post(
                    "/v1/chat/completions", "{\"model\":\"fast\",\"max_tokens\":20}", "x-api-key", "key-rich");
            if (answer.statusCode() == 503) {
                await().until(() -> well(router));
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                admitted.incrementAndGet();
                done++;
            }
        }
    }

    private void awaitMore(int requests) {
        int before = admitted.get();
        await().until(() -> admitted.get() >= before + requests);
    }

    private static String spent() {
        return "sluicegate:{0}:rich:spent:" + BudgetCalendar.name(KeysFile.Period.MONTH, Instant.now());
    }

    private static void assertSpent(RedisServer server, int requests) {
        await().untilAsserted(
                        () -> assertThat(server.command("GET " + spent())).contains("\r\n" + COST * requests + "\r\n"));
    }
}
