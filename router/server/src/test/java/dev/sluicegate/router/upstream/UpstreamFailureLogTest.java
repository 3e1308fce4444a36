package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class UpstreamFailureLogTest {
    @Test
    void saysInOneLineWhereAndWhyWithoutNamesOfClasses() {
        ConnectException refused = new ConnectException("Connection refused: localhost/127.0.0.1:11434");
        refused.initCause(new ConnectException("Connection refused"));
        SSLHandshakeException untrusted = new SSLHandshakeException("Failed to create SSL connection");
        untrusted.initCause(
                new IllegalStateException("PKIX path building failed: unable to find valid certification path"));

        assertThat(UpstreamFailure.inLog(refused))
                .isEqualTo("the connection was refused (Connection refused: localhost/127.0.0.1:11434)");
        assertThat(UpstreamFailure.inLog(untrusted))
                .isEqualTo(
                        "the TLS handshake failed (PKIX path building failed: unable to find valid certification path)");
        assertThat(UpstreamFailure.inLog(new ConnectException())).isEqualTo("the connection was refused");
    }
}
