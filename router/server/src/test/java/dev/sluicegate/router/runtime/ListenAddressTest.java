package dev.sluicegate.router.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A router at a desk serves that desk; one in a pod or in the image serves whoever reaches it. */
class ListenAddressTest {
    /** Of this machine, but not the address that is listened on by default. */
    private static final String ANOTHER = "127.0.0.2";

    @Test
    void onlyThisMachineReachesIt() {
        try (FakeUpstream upstream = new FakeUpstream();
                RunningRouter router = RunningRouter.start(upstream)) {
            assertThat(reaches("127.0.0.1", router.router.port())).isTrue();
            assertThat(reaches(ANOTHER, router.router.port())).isFalse();
            assertThat(reaches("127.0.0.1", router.router.adminPort())).isTrue();
            assertThat(reaches(ANOTHER, router.router.adminPort())).isFalse();
        }
    }

    @Test
    void allDoWhereTheConfigSaysSo() {
        try (FakeUpstream upstream = new FakeUpstream();
                RunningRouter router = RunningRouter.start(upstream, "listener: {port: 0, address: '*'}")) {
            assertThat(reaches(ANOTHER, router.router.port())).isTrue();
            assertThat(reaches(ANOTHER, router.router.adminPort())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,        -,  -,    127.0.0.1
            -,        -,  uid,  *
            -,        *,  -,    *
            -,        ::1, uid, ::1
            10.0.0.7, -,  uid,  10.0.0.7
            10.0.0.7, *,  -,    *
            """)
    void theEnvironmentComesBeforeTheConfigAndBothBeforeTheDefault(
            @Nullable String written, @Nullable String variable, @Nullable String podUid, String address) {
        assertThat(load(written, variable, podUid))
                .isInstanceOfSatisfying(
                        LoadedConfig.Ready.class,
                        ready -> assertThat(ready.config().listener().effectiveAddress())
                                .isEqualTo(address));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"localhost, -", "-, everywhere", "10.0.0.256, -"})
    void whatIsNoAddressIsAnError(@Nullable String written, @Nullable String variable) {
        assertThat(load(written, variable, null))
                .isInstanceOfSatisfying(
                        LoadedConfig.Refused.class,
                        refused -> assertThat(refused.errors().getFirst().toString())
                                .contains("is not an IP address; write one such as 127.0.0.1, or * for all"));
    }

    private static LoadedConfig load(@Nullable String written, @Nullable String variable, @Nullable String podUid) {
        String yaml = """
                version: 1
                listener: {%s}
                providers: [{name: p, api: OpenAI, baseUrl: "https://api.openai.com/v1"}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(written == null ? "" : "address: '" + written + "'");
        return LoadedConfig.ofFile(
                yaml.getBytes(UTF_8),
                Map.of(
                        "LISTEN_ADDRESS",
                        variable == null ? "" : variable,
                        AdminApi.POD_UID_VARIABLE,
                        podUid == null ? "" : podUid));
    }

    private static boolean reaches(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
