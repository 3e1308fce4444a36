package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RedisServer;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real store behind a password, and one behind TLS. */
@RouterTest
class StoreAccessTest {
    private static final String PASSWORD = "correct-horse";
    private static final String TRUST = "javax.net.ssl.trustStore";

    private final FakeUpstream upstream;
    private final List<AutoCloseable> started = new ArrayList<>();

    StoreAccessTest(FakeUpstream upstream) {
        this.upstream = upstream;
    }

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : started.reversed()) {
            each.close();
        }
    }

    @Test
    void thePasswordOpensIt() throws Exception {
        RunningRouter router = start(RedisServer.withPassword(PASSWORD), "Closed", PASSWORD);
        await().until(() -> health(router).contains("\"status\":\"ok\""));
        assertThat(ask(router).statusCode()).isEqualTo(200);
    }

    @Test
    void aUserOfItsOwnNeedsFewRights() throws Exception {
        RedisServer store = RedisServer.withUser("sluice", PASSWORD);
        RunningRouter router = start(store, "Closed", PASSWORD, ", username: sluice");
        await().until(() -> health(router).contains("\"status\":\"ok\""));
        assertThat(ask(router).statusCode()).isEqualTo(200);
        RunningRouter other = start(store, "Closed", PASSWORD, ", username: nobody");
        await().until(() -> health(other).contains("it refuses the password of limits.store"));
    }

    @Test
    void withAWrongPasswordTheOpenOneServesAndTheClosedOneSaysWhyNot() throws Exception {
        RedisServer store = RedisServer.withPassword(PASSWORD);
        RunningRouter open = start(store, "Open", "wrong-horse");
        RunningRouter closed = start(store, "Closed", "wrong-horse");
        for (RunningRouter router : List.of(open, closed)) {
            await().until(() -> health(router).contains("it refuses the password of limits.store"));
            assertThat(health(router))
                    .contains("\"status\":\"degraded\"", "the store of limits is away (")
                    .doesNotContain("wrong-horse");
        }
        assertThat(ask(open).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = ask(closed);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("this key's limits cannot be checked at the moment");
    }

    @Test
    void withoutThePasswordItSaysThatOneIsWanted() throws Exception {
        RunningRouter router = start(RedisServer.withPassword(PASSWORD), "Open", null);
        await().until(() -> health(router).contains("it wants a password, and limits.store names none"));
        assertThat(ask(router).statusCode()).isEqualTo(200);
    }

    @Test
    void tlsIsSpokenWithWhomTheProcessTrustsOnly() throws Exception {
        Path keys = folder.resolve("store.p12");
        RedisServer store = withCertificate(keys);
        RunningRouter stranger = start(store, "Closed", null);
        await().until(() -> health(stranger).contains("certification path"));
        assertThat(ask(stranger).statusCode()).isEqualTo(503);
        try {
            System.setProperty(TRUST, keys.toString());
            System.setProperty(TRUST + "Password", PASSWORD);
            RunningRouter friend = start(store, "Closed", null);
            await().until(() -> health(friend).contains("\"status\":\"ok\""));
            assertThat(ask(friend).statusCode()).isEqualTo(200);
        } finally {
            System.clearProperty(TRUST);
            System.clearProperty(TRUST + "Password");
        }
    }

    private RedisServer withCertificate(Path keys) throws Exception {
        Path truth = folder.resolve("own.p12");
        keytool(
                "-genkeypair",
                "-keystore",
                truth,
                "-alias",
                "store",
                "-keyalg",
                "EC",
                "-dname",
                "CN=store",
                "-ext",
                "san=ip:127.0.0.1");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(truth)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Certificate certificate = store.getCertificate("store");
        Key key = store.getKey("store", PASSWORD.toCharArray());
        Path certificateFile = pem("CERTIFICATE", certificate.getEncoded());
        keytool("-importcert", "-noprompt", "-keystore", keys, "-alias", "store", "-file", certificateFile);
        return RedisServer.withTls(certificateFile, pem("PRIVATE KEY", key.getEncoded()));
    }

    private Path pem(String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(what + ".pem"),
                "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static void keytool(Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private RunningRouter start(RedisServer store, String onFailure, @Nullable String password) {
        return start(store, onFailure, password, "");
    }

    private RunningRouter start(RedisServer store, String onFailure, @Nullable String password, String more) {
        if (!started.contains(store)) {
            started.add(store);
        }
        upstream.answersByItself(1, 1);
        RunningRouter router = RunningRouter.start(upstream, """
                auth: {mode: Keys, keys: {file: "%s"}}
                limits: {store: {url: "%s", onFailure: %s, timeout: 2s%s%s}}
                """.formatted(
                        RunningRouter.write(
                                "keys: [{id: a, key: key-a, requestsPerMinute: 30, tokensPerMinute: 100000, maxConcurrent: 9}]"),
                        store.url(),
                        onFailure,
                        password == null ? "" : ", password: {file: \"" + RunningRouter.write(password + "\n") + "\"}",
                        more));
        started.add(router);
        return router;
    }

    private static String health(RunningRouter router) {
        return router.admin("GET", "/health", "").body();
    }

    private static HttpResponse<String> ask(RunningRouter router) throws Exception {
        return router.post("/v1/chat/completions", "{\"model\":\"fast\"}", "x-api-key", "key-a");
    }
}
