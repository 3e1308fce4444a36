package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

class ForwardedHeadersTest {
    @Test
    void whatIsForThisHopOrProvesWhoTheClientIsStaysHere() {
        MultiMap from = MultiMap.caseInsensitiveMultiMap()
                .add("Connection", "keep-alive, X-Mine")
                .add("X-Mine", "1")
                .add("Transfer-Encoding", "chunked")
                .add("Authorization", "Bearer x")
                .add("X-Api-Key", "x")
                .add("Cookie", "x")
                .add("Host", "x")
                .add("Anthropic-Beta", "a")
                .add("anthropic-beta", "b")
                .add("User-Agent", "sdk");
        MultiMap to = MultiMap.caseInsensitiveMultiMap();

        ForwardedHeaders.copyRequest(from, to);

        assertThat(to.names()).containsExactlyInAnyOrder("anthropic-beta", "user-agent");
        assertThat(to.getAll("anthropic-beta")).containsExactly("a", "b");
    }

    @Test
    void whatAnUpstreamSaysOfItsOwnHostStaysHere() {
        MultiMap from = MultiMap.caseInsensitiveMultiMap()
                .add("Set-Cookie", "x")
                .add("Alt-Svc", "h3=\":443\"")
                .add("X-Request-Id", "theirs")
                .add("Content-Length", "5")
                .add("Retry-After", "3")
                .add("x-ratelimit-remaining-tokens", "9");
        MultiMap to = MultiMap.caseInsensitiveMultiMap();

        ForwardedHeaders.copyResponse(from, to);

        assertThat(to.names())
                .containsExactlyInAnyOrder("content-length", "retry-after", "x-ratelimit-remaining-tokens");
    }
}
