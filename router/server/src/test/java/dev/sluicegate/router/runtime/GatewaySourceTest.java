package dev.sluicegate.router.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Auth;
import dev.sluicegate.router.config.ConfigReading.ConfigError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's manifest runs without a cluster. */
class GatewaySourceTest {
    private static final String GATEWAY = """
            apiVersion: sluicegate.dev/v1alpha1
            kind: RouterGateway
            metadata: {name: llm}
            spec:
              replicas: 3
              providers:
                - {name: openai, api: OpenAI, baseUrl: "https://api.openai.com/v1", credentials: {secretKeyRef: {name: openai, key: api-key}}}
              models:
                - {name: fast, targets: [{provider: openai, model: gpt-4o-mini}]}
              auth: {mode: Keys, keys: {secretKeyRef: {name: llm-keys}}}
              drain: {settle: 1s, timeout: 30m}
            """;

    private static final String SECRETS = """
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: openai}
            data: {api-key: c2stc2VjcmV0}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: llm-keys}
            stringData:
              keys.yaml: |
                keys: [{id: a, key: sk-abcdefghijklmnopqrstuvwxyz}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: something-else}
            """;

    @TempDir
    Path folder;

    @Test
    void readsSecretsFromFurtherDocuments() throws IOException {
        ConfigSource source = source(GATEWAY + SECRETS, null);
        LoadedConfig.Ready ready = (LoadedConfig.Ready) source.prepare(source.bytes());

        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(ready.providerFiles().get("openai"))
                                        .credential())
                        .value())
                .isEqualTo("sk-secret");
        assertThat(ready.config().auth().mode()).isEqualTo(Auth.Mode.KEYS);
        assertThat(ready.config().drain().settle()).hasSeconds(1);
        Path written = Path.of(Objects.requireNonNull(
                Objects.requireNonNull(ready.config().providers().getFirst().credentials())
                        .file()));
        Path root = written.resolve("../..").normalize();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
        source.close();
        assertThat(root).doesNotExist();
    }

    @Test
    void readsSecretsFromFiles() throws IOException {
        Files.createDirectory(folder.resolve("openai"));
        Files.createDirectory(folder.resolve("llm-keys"));
        Path key = Files.writeString(folder.resolve("openai").resolve("api-key"), "sk-file");
        Files.writeString(
                folder.resolve("llm-keys").resolve("keys.yaml"), "keys: [{id: a, key: sk-abcdefghijklmnopqrstuvwxyz}]");
        ConfigSource source = source(GATEWAY, folder);
        LoadedConfig.Ready ready = (LoadedConfig.Ready) source.prepare(source.bytes());

        assertThat(Objects.requireNonNull(ready.config().providers().getFirst().credentials())
                        .file())
                .isEqualTo(key.toString());
    }

    @Test
    void saysInTheSpecsWordsWhatIsWrong() throws IOException {
        assertThat(errors(GATEWAY))
                .containsExactly(
                        "gateway.yaml: spec.providers[0].credentials: there is no Secret openai with the key api-key in gateway.yaml;"
                                + " add it there, or say with --secrets DIR where it is",
                        "gateway.yaml: spec.auth.keys: there is no Secret llm-keys with the key keys.yaml in gateway.yaml;"
                                + " add it there, or say with --secrets DIR where it is");
        assertThat(errors(GATEWAY.replace("provider: openai", "provider: nowhere") + SECRETS))
                .anyMatch(error -> error.startsWith(
                        "gateway.yaml: spec.models[0].targets[0].provider: there is no provider 'nowhere'"));
        assertThat(errors(GATEWAY.replace("replicas: 3", "replica: 3") + SECRETS))
                .containsExactly(
                        "gateway.yaml: spec.replica: there is no such field in a gateway's spec (did you mean replicas?)");
        assertThat(errors(GATEWAY.replace(
                                "replicas: 3", "gatekeeper: {window: 1h}\n  rollout: {surge: 1}\n  listener: {port: 1}")
                        + SECRETS))
                .containsExactlyInAnyOrder(
                        "gateway.yaml: spec.gatekeeper: there is no such field in a gateway's spec",
                        "gateway.yaml: spec.rollout.surge: there is no such field in a gateway's spec",
                        "gateway.yaml: spec.listener.port: there is no such field in a gateway's spec");
        assertThat(errors(GATEWAY.replace(", key: api-key", "") + SECRETS))
                .containsExactly("gateway.yaml: spec.providers[0].credentials: must name a Secret and its key");
        assertThat(errors(GATEWAY + "---\n" + GATEWAY))
                .containsExactly("gateway.yaml: there must be one RouterGateway in the file, not 2");
        assertThat(errors("")).hasSize(1);
        assertThat(errors("[")).hasSize(1);
        assertThat(errors(GATEWAY.replace("key: api-key", "key: ../api-key") + SECRETS))
                .containsExactly("gateway.yaml: spec.providers[0].credentials: must name a Secret and its key");
    }

    @Test
    void aVariableOfTheEnvironmentStandsNeitherInTheSpecNorInTheFile() throws IOException {
        ConfigSource source = new GatewaySource(
                Files.writeString(folder.resolve("gateway.yaml"), GATEWAY + SECRETS),
                null,
                Map.of("PORT", "http", "LISTEN_ADDRESS", "everywhere"));
        assertThat(source.prepare(source.bytes()))
                .isInstanceOfSatisfying(
                        LoadedConfig.Refused.class,
                        refused -> assertThat(refused.errors())
                                .extracting(error -> error.in("gateway.yaml"))
                                .containsExactlyInAnyOrder(
                                        "environment variable PORT: 'http' is not a port; write 0 to 65535",
                                        "environment variable LISTEN_ADDRESS: 'everywhere' is not an IP address;"
                                                + " write one such as 127.0.0.1, or * for all of the machine"));
        source.close();
    }

    /** What users are shown for a cluster also means something without one, once the keys in it are real ones. */
    @Test
    void understandsTheExamples() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("../../examples"))) {
            List<Path> gateways = examples.filter(GatewaySourceTest::isGateway).toList();
            assertThat(gateways).isNotEmpty();
            for (Path file : gateways) {
                ConfigSource source = new GatewaySource(file, null, Map.of());
                if (source.prepare(source.bytes()) instanceof LoadedConfig.Refused(List<ConfigError> errors)) {
                    assertThat(errors)
                            .as(file.toString())
                            .allMatch(
                                    error -> error.message()
                                            .matches(
                                                    "there is no (Secret|ConfigMap) .*|.* must hold one key .*|.* it must be PEM"));
                }
                source.close();
            }
        }
    }

    /** What is the operator's is ignored there, and said. */
    @Test
    void aSpecCanBePastedIntoARoutersOwnFile() throws IOException {
        String spec = GATEWAY.substring(GATEWAY.indexOf("spec:\n") + 6)
                .indent(-2)
                .replace(", credentials: {secretKeyRef: {name: openai, key: api-key}}", "")
                .replace("auth: {mode: Keys, keys: {secretKeyRef: {name: llm-keys}}}", "version: 1");
        Path file = Files.writeString(folder.resolve("router.yaml"), spec);

        assertThat(LoadedConfig.ofFile(Files.readAllBytes(file), Map.of()))
                .isInstanceOfSatisfying(
                        LoadedConfig.Ready.class,
                        ready -> assertThat(ready.warnings())
                                .startsWith(
                                        "what is for the operator of a gateway is ignored: replicas, drain.timeout"));
    }

    @Test
    void theExampleForOnesOwnMachineIsGood() throws IOException {
        assertThat(LoadedConfig.ofFile(Files.readAllBytes(Path.of("../../examples/local.yaml")), Map.of()))
                .isInstanceOf(LoadedConfig.Ready.class);
    }

    private static boolean isGateway(Path file) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).contains("\nkind: RouterGateway");
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> errors(String manifest) throws IOException {
        ConfigSource source = source(manifest, null);
        LoadedConfig preparation = source.prepare(source.bytes());
        source.close();
        return preparation instanceof LoadedConfig.Refused(List<ConfigError> errors)
                ? errors.stream().map(error -> error.at(0).in("gateway.yaml")).toList()
                : List.of();
    }

    private ConfigSource source(String manifest, @Nullable Path secrets) throws IOException {
        return new GatewaySource(Files.writeString(folder.resolve("gateway.yaml"), manifest), secrets, Map.of());
    }
}
