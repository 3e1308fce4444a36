package dev.sluicegate.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.schema.Checked.Checks;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, 443",
        "10.0.0.7:8080, 10.0.0.7, 8080",
        "[fd00::7], fd00::7, 443",
        "[fd00::7]:8080, fd00::7, 8080"
    })
    void anAddressHasTheUrlsPortOrItsOwn(String text, String ip, int port) {
        assertThat(ServerAddress.parse(text, 443)).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral(ip), port));
        assertThat(errors(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"999.1.1.1", "10.0.0.7:0", "10.0.0.7:65536", "169.254.169.254", "[fe80::1]:80", "[::]]"})
    void whatIsNoServersAddressIsAnError(String text) {
        assertThat(errors(text)).hasSize(1);
    }

    private static List<String> errors(String text) {
        List<String> errors = new ArrayList<>();
        ServerAddress.check(List.of(text), new Checks("", (path, problem) -> errors.add(path + " " + problem)));
        return errors;
    }
}
