package dev.sluicegate.e2e.mutant;

import dev.sluicegate.router.adminapi.AdminApi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** The end of this process, without a word to anybody, as soon as the router in it has served so many requests, streams among them. */
final class CrashUnderLoad {
    static final int REQUESTS = 30;

    private static final int EXIT = 134; // of a process that has aborted
    private static final int POLL_MS = 100;
    private static final List<String> COUNTERS = List.of("sluicegate_requests_total{", "sluicegate_streams_total{");

    private final HttpRequest metrics;

    CrashUnderLoad(int adminPort) {
        metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + AdminApi.METRICS))
                .build();
    }

    /** Does not return. */
    void await() throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (served(client) < REQUESTS) {
                Thread.sleep(POLL_MS);
            }
        }
        System.err.println("SIGABRT after " + REQUESTS + " requests and streams");
        Runtime.getRuntime().halt(EXIT);
    }

    private double served(HttpClient client) throws InterruptedException {
        try {
            return client.send(metrics, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> COUNTERS.stream().anyMatch(line::startsWith))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            return 0; // it has not opened its port yet
        }
    }
}
