package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.e2e.provider.Directive;
import dev.sluicegate.e2e.provider.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of one key with few places and a budget, who ask until it is spent; more of them than there are places. */
final class Spenders implements AutoCloseable {
    static final String KEY = "poor";

    /** What the ids of their requests begin with. */
    static final String IDS = "poor.";

    private static final int CLIENTS = 6;
    private static final int PLACES = 4;
    private static final int AFFORDABLE = 400;
    private static final int TOKENS = 20;

    /** Of one request: 1 token of input at 1 and the answer's at 10 for a million, in billionths. */
    private static final long COST = 1_000 + TOKENS * 10_000L;

    private static final int TAKES_MS = 1_000;
    private static final int PAUSE_MS = 200;

    /** In a file of keys. */
    static final String ENTRY = "  - {id: %s, key: key-%s, maxConcurrent: %d, budget: {amount: %se-9, per: Month}}"
            .formatted(KEY, KEY, PLACES, AFFORDABLE * COST + 1);

    private final List<URI> targets;
    private final StoreInCluster store;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger mostPlaces = new AtomicInteger();
    private final Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();

    /** They begin at once. */
    Spenders(List<URI> targets, StoreInCluster store) {
        this.targets = targets;
        this.store = store;
        for (int i = 0; i < CLIENTS; i++) {
            ends.add(CompletableFuture.runAsync(this::spend, threads));
        }
    }

    private void spend() {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (!ask(client)) {
                mostPlaces.accumulateAndGet(
                        Integer.parseInt(store.command("ZCARD sluicegate:{0}:" + KEY + ":running")), Math::max);
            }
        } catch (IOException e) {
            count("lost: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the budget is spent. */
    private boolean ask(HttpClient client) throws IOException, InterruptedException {
        int number = asked.getAndIncrement();
        String directive = new Directive(IDS + number, TOKENS, 0, TAKES_MS, Fault.NONE).text();
        HttpRequest request = HttpRequest.newBuilder(
                        targets.get(number % targets.size()).resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer key-" + KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"fast\",\"max_tokens\":%d,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                .formatted(TOKENS, directive)))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 429) {
            count(answer.statusCode() == 200 ? "200" : answer.statusCode() + ": " + answer.body());
            return false;
        }
        boolean spent = answer.body().contains("has spent its budget");
        count(spent ? "spent" : "429");
        if (!spent) {
            Thread.sleep(PAUSE_MS);
        }
        return spent;
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    void awaitSpent() throws Exception {
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .get(Stage.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One request beyond the budget was admitted, none beyond the places, and nothing failed. */
    void verify() {
        assertThat(outcomes.keySet()).containsExactlyInAnyOrder("200", "429", "spent");
        assertThat(outcomes.get("200")).isEqualTo(AFFORDABLE + 1);
        assertThat(mostPlaces.get()).isBetween(2, PLACES);
    }

    /** In billionths. */
    long spent() {
        return outcomes.getOrDefault("200", 0) * COST;
    }

    String report() {
        return outcomes + " with a budget for " + AFFORDABLE + ", at most " + mostPlaces + " at once";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
