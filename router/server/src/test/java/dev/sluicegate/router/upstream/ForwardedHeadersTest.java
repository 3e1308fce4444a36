package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.PassThrough;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is on the lists of {@code docs/security.md} passes; all else that clients and providers say stays here. */
@RouterTest(config = """
            providers:
              - {name: one, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1"}
              - name: more
                api: OpenAI
                baseUrl: "http://127.0.0.1:${first}/v1"
                passThrough: {requestHeaders: [X-Session], responseHeaders: [X-Region]}
              - {name: other, api: Anthropic, baseUrl: "http://127.0.0.1:${first}"}
            models:
              - {name: same, targets: [{provider: one}]}
              - {name: more, targets: [{provider: more}]}
              - {name: translated, targets: [{provider: other}]}
            """)
class ForwardedHeadersTest {
    /** Of identity-aware proxies, sign-ons, meshes and browsers, and of the SDKs what names the caller's own account. */
    private static final List<String> NOT_THE_PROVIDERS = List.of(
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-access-token",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-client-ip",
            "x-original-forwarded-for",
            "forwarded",
            "via",
            "x-envoy-external-address",
            "x-auth-request-access-token",
            "x-auth-request-email",
            "x-auth-request-user",
            "x-id-token",
            "x-amzn-oidc-data",
            "x-amzn-oidc-accesstoken",
            "x-ms-token-aad-access-token",
            "x-goog-iap-jwt-assertion",
            "cf-access-jwt-assertion",
            "x-forwarded-user",
            "x-remote-user",
            "remote-user",
            "x-vault-token",
            "x-goog-user-project",
            "openai-organization",
            "openai-project",
            "anthropic-organization-id",
            "anthropic-workspace-id",
            "baggage",
            "cookie",
            "referer",
            "origin",
            "accept-language",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "x-session",
            "x-own");

    private static final List<String> NOT_THE_CLIENTS = List.of(
            "openai-organization",
            "openai-project",
            "anthropic-organization-id",
            "set-cookie",
            "server",
            "alt-svc",
            "strict-transport-security",
            "cf-ray",
            "x-envoy-upstream-service-time",
            "x-ms-region",
            "apim-request-id",
            "x-litellm-key-spend",
            "x-region",
            "x-request-id",
            "request-id",
            "via",
            "www-authenticate",
            "location");

    private static final String SECRET = "of-nobodys-business";

    private static final String MESSAGE =
            "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
                    + "[{\"type\":\"text\",\"text\":\"a\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";

    private final FakeUpstream upstream;
    private final RunningRouter router;

    ForwardedHeadersTest(FakeUpstream upstream, RunningRouter router) {
        this.upstream = upstream;
        this.router = router;
    }

    @Test
    void nothingElseReachesTheProviderOrTheClient() throws Exception {
        for (String model : List.of("same", "translated")) {
            Exchange exchange = exchange(model);
            assertThat(exchange.toProvider().toString()).as(model).doesNotContain(SECRET);
            assertThat(exchange.toClient().map().toString()).as(model).doesNotContain(SECRET);
        }
    }

    @Test
    void whatTheListsNamePasses() throws Exception {
        Exchange same = exchange("same");
        assertThat(lowerCase(same.toProvider().names()))
                .contains("x-stainless-lang")
                .containsAll(ForwardedHeaders.TO_ALL)
                .containsAll(ForwardedHeaders.TO_SAME_PROTOCOL);
        assertThat(same.toClient().map().keySet())
                .contains("retry-after-ms", "openai-model", "x-ratelimit-limit-tokens");
        Exchange translated = exchange("translated");
        assertThat(lowerCase(translated.toProvider().names()))
                .containsAll(ForwardedHeaders.TO_ALL)
                .doesNotContain("openai-beta", "anthropic-beta", "x-stainless-lang");
    }

    @Test
    void aProvidersConfigAddsToTheLists() throws Exception {
        Exchange exchange = exchange("more");
        assertThat(exchange.toProvider().get("x-session")).isEqualTo(SECRET);
        assertThat(exchange.toProvider().get("x-own")).isNull();
        assertThat(exchange.toClient().firstValue("x-region")).contains(SECRET);
    }

    @Test
    void theDocumentHasTheSameLists() throws IOException {
        String document = Files.readString(Path.of("../../docs/security.md"));
        assertThat(row(document, "every provider")).isEqualTo(new TreeSet<>(ForwardedHeaders.TO_ALL));
        Set<String> sameTo = new TreeSet<>(ForwardedHeaders.TO_SAME_PROTOCOL);
        sameTo.add(ForwardedHeaders.SDK_PREFIX + "*");
        assertThat(row(document, "a provider of the client's protocol")).isEqualTo(sameTo);
        assertThat(row(document, "clients, from every provider")).isEqualTo(new TreeSet<>(ForwardedHeaders.FROM_ALL));
        Set<String> sameFrom = new TreeSet<>(ForwardedHeaders.FROM_SAME_PROTOCOL);
        ForwardedHeaders.FROM_PREFIXES.forEach(prefix -> sameFrom.add(prefix + "*"));
        assertThat(row(document, "clients, from a provider of their protocol")).isEqualTo(sameFrom);
    }

    @Test
    void aHeaderThatConnectionNamesIsForThisHop() {
        MultiMap from = MultiMap.caseInsensitiveMultiMap()
                .add("Connection", "keep-alive, Anthropic-Version")
                .add("Anthropic-Version", "1")
                .add("Anthropic-Beta", "a")
                .add("anthropic-beta", "b");
        MultiMap to = MultiMap.caseInsensitiveMultiMap();
        new ForwardedHeaders(new PassThrough(List.of(), List.of(), false)).copyRequest(from, to, false);
        assertThat(lowerCase(to.names())).containsExactly("anthropic-beta");
        assertThat(to.getAll("anthropic-beta")).containsExactly("a", "b");
    }

    @Test
    void theGatewaysOrganisationIsHiddenInWhatAProviderSaysOfIt() throws Exception {
        String said = "{\"error\":{\"message\":\"Limit for org-AbCdEfGh1234567890abcdef in proj_AbCdEfGh1234567890, é "
                + "(org: 01234567-89ab-cdef-0123-456789abcdef)\"}}";
        upstream.answers(call -> call.json(429, said));
        HttpResponse<String> response = router.post("/v1/chat/completions", "{\"model\":\"same\",\"messages\":[]}");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.body())
                .hasSameSizeAs(said)
                .contains("Limit for org-xxxx", "proj_xxxx", "é (org: xxxx")
                .doesNotContain("AbCdEfGh", "01234567");
        Buffer plain = Buffer.buffer("{\"model\":\"org-1\"}");
        assertThat(AccountIds.hidden(plain)).isSameAs(plain);
    }

    private record Exchange(MultiMap toProvider, HttpHeaders toClient) {}

    /** A request with all headers, the good and the others, and a response with such. */
    private Exchange exchange(String model) throws Exception {
        List<String> headers = new ArrayList<>();
        NOT_THE_PROVIDERS.forEach(name -> headers.addAll(List.of(name, SECRET)));
        headers.addAll(List.of("authorization", "Bearer " + SECRET, "x-stainless-lang", "js"));
        ForwardedHeaders.TO_SAME_PROTOCOL.forEach(name -> headers.addAll(List.of(name, "1")));
        ForwardedHeaders.TO_ALL.stream()
                .filter(name -> !name.startsWith("content-"))
                .forEach(name ->
                        headers.addAll(List.of(name, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
        CompletableFuture<HttpResponse<String>> response = RunningRouter.HTTP.sendAsync(
                router.request(
                        // what is made for OpenAI's API, whose provider speaks Anthropic's
                        "/openai/v1/chat/completions",
                        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                        headers.toArray(String[]::new)),
                HttpResponse.BodyHandlers.ofString());
        FakeUpstream.Call call = upstream.take();
        List<String> answered =
                new ArrayList<>(List.of("retry-after-ms", "1", "openai-model", "m", "x-ratelimit-limit-tokens", "5"));
        NOT_THE_CLIENTS.forEach(name -> answered.addAll(List.of(name, SECRET)));
        call.json(200, model.equals("translated") ? MESSAGE : "{}", answered.toArray(String[]::new));
        assertThat(response.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        return new Exchange(call.headers, response.get().headers());
    }

    private static Set<String> lowerCase(Set<String> names) {
        Set<String> lower = new TreeSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }

    private static Set<String> row(String document, String to) {
        String line = document.lines()
                .filter(each -> each.startsWith("| " + to + " |"))
                .findFirst()
                .orElseThrow();
        return Pattern.compile("`([^`]+)`")
                .matcher(line.substring(to.length() + 4))
                .results()
                .map(name -> name.group(1))
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }
}
