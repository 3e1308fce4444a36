package dev.sluicegate.operator.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RolloutSpec;
import dev.sluicegate.operator.api.RolloutSpec.IntOrPercent;
import dev.sluicegate.operator.api.RouterGatewaySpec.ImagePullPolicy;
import dev.sluicegate.operator.api.ServiceSettings;
import dev.sluicegate.operator.model.GatewayReader.GatewayReading;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.gateway.SecretReference;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayReaderTest {
    @Test
    void fillsInEveryDefault() {
        Gateway gateway = Gateways.valid(Gateways.spec(Gateways.SPEC));

        assertThat(gateway.replicas()).isEqualTo(3);
        assertThat(gateway.drainTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(gateway.terminationBudget()).isEqualTo(Duration.ofMinutes(5));
        assertThat(gateway.revisionHistoryLimit()).isEqualTo(5);
        assertThat(gateway.rollout())
                .isEqualTo(new RolloutSpec(
                        RolloutSpec.OnConfigChange.ROLL,
                        new IntOrPercent(25, true),
                        new IntOrPercent(100, true),
                        new IntOrPercent(100, true),
                        Duration.ofMinutes(10),
                        false,
                        RolloutSpec.OnFailure.ROLLBACK,
                        null,
                        RolloutSpec.Restart.NONE));
        assertThat(gateway.service().type()).isEqualTo(ServiceSettings.Type.ClusterIP);
        assertThat(gateway.service().port()).isEqualTo(80);
        assertThat(gateway.rolling().image()).isEqualTo(Optional.empty());
        assertThat(gateway.rolling().imagePullPolicy()).isEqualTo(ImagePullPolicy.IfNotPresent);
        assertThat(gateway.rolling().config().limits().maxRequestBodySize()).isEqualTo(ByteSize.ofMebibytes(32));
        assertThat(gateway.rolling().config().providers().getFirst().credentials())
                .extracting(SecretSource::file)
                .isEqualTo("/etc/sluicegate/credentials/openai/key");
        assertThat(gateway.rolling().files())
                .extracting(MountedFile::path, MountedFile::source)
                .containsExactly(tuple(
                        "/etc/sluicegate/credentials/openai/key",
                        new Source(SecretReference.Kind.Secret, "openai", "api-key")));
    }

    /** The schema bounds no keys of maps. */
    @Test
    void aSpecThatIsBeyondAllBoundsIsRefused() {
        ObjectNode spec = (ObjectNode) Gateways.spec(Gateways.SPEC);
        spec.putObject("pod").putObject("nodeSelector").put("k".repeat(200_000), "x");

        assertThat(GatewayReader.read(spec)).isInstanceOf(GatewayReading.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas: 3        | replicas: -1                        | spec.replicas: must be from 0 to 1000
            replicas: 3        | drain: {settle: 6m}                 | spec.drain.settle: must be shorter than terminationBudget
            replicas: 3        | drain: {settle: soon}               | spec.drain.settle: 'soon' is not a duration
            replicas: 3        | drain: {timeout: 9s}                | spec.drain.timeout: must not be shorter than settle
            replicas: 3        | drain: {timeout: -9s}               | spec.drain.timeout: '-9s' is not a duration
            replicas: 3        | rollout: {maxSurge: 0}              | spec.rollout.maxSurge: must be at least 1 or 1%, not 0
            replicas: 3        | rollout: {maxSurge: half}           | spec.rollout.maxSurge: 'half' is neither a number nor a percentage
            replicas: 3        | rollout: {progressDeadline: later}  | spec.rollout.progressDeadline: 'later' is not a duration
            replicas: 3        | rollout: {restart: {force: true, drainTimeout: 1m}} | spec.rollout.restart.drainTimeout: contradicts force
            replicas: 3        | limits: {maxRequestBodySize: 5 potatoes}   | spec.limits.maxRequestBodySize: '5 potatoes' is not a size
            provider: local    | provider: remote                    | spec.models[0].targets[1].provider: there is no provider 'remote'
            name: local        | name: openai                        | spec.providers[1].name: 'openai' is the name of an earlier provider
            replicas: 3        | auth: {mode: Keys}                  | spec.auth: mode: Keys needs keys
            replicas: 3        | auth: {mode: MasterKey}             | spec.auth: mode: MasterKey needs masterKey
            replicas: 3        | limits: {maxConcurrent: -4}              | spec.limits.maxConcurrent: must be from 1 to
            replicas: 3        | limits: {share: 7}                  | spec.limits.share: must be more than 0 and at most 1
            replicas: 3        | limits: {store: {url: "http://x"}}  | spec.limits.store.url: must start with redis:// or rediss://
            replicas: 3        | cache: {ttl: 0s}                    | spec.cache.ttl: must be from 1ms
            replicas: 3        | listener: {maxHeaderSize: 9Mi}          | spec.listener.maxHeaderSize: must be from 1Ki to 1Mi
            replicas: 3        | prices: [{model: a, input: -1, output: 1}] | spec.prices[0].input: must be from 0
            replicas: 3        | pod: {env: [{name: PORT, value: "1"}]}     | spec.pod: env: a variable of the operator's own cannot be replaced; leave out PORT
            replicas: 3        | pod: {env: [{name: SLUICEGATE_POD_UID}]}   | spec.pod: env: a variable of the operator's own cannot be replaced
            replicas: 3        | pod: {labels: {sluicegate.dev/traffic: on}} | spec.pod: labels: a label of the operator's own cannot be replaced
            replicas: 3        | pod: {annotations: {controller.kubernetes.io/pod-deletion-cost: "1"}} | spec.pod: annotations: an annotation of the operator's own
            replicas: 3        | pod: {volumes: [{name: tmp}]}       | spec.pod: volumes: a volume of the operator's own cannot be replaced
            replicas: 3        | pod: {initContainers: [{name: router}]} | spec.pod: initContainers: the router's container is called router
            https://           | file:///                            | spec.providers[0].baseUrl: must start with http:// or https://
            """)
    void refusesWithWhereAndWhat(String was, String becomes, String sentence) {
        assertThat(refused(was, becomes).reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(refused(was, becomes).sentence()).contains(sentence);
    }

    @Test
    void saysWhatToWriteWhenThereIsNothing() {
        assertThat(GatewayReader.read(Gateways.spec("{}")))
                .asString()
                .contains("no providers configured; write at least one", "no models configured; write at least one");
        assertThat(GatewayReader.read(null)).asString().contains("write at least spec.providers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{providers: [null], models: [null], prices: [null]}",
                "{providers: [{}], models: [{}], prices: [{}], auth: {}, limits: {store: {}}, tracing: {}}",
                "{providers: [{name: a, credentials: {}, tls: {}}], auth: {mode: Keys, keys: {secretKeyRef: {}}}}",
                "{providers: [{name: a, credentials: {secretKeyRef: {name: b}}, headers: {a: null}, query: {'': b}}]}",
                "{models: [{name: a, targets: [null], aliases: [null], fallbacks: [null], affinity: {}, hedge: {}}]}",
                "{limits: {share: .nan}, tracing: {endpoint: 'http://x', sampleRatio: .inf}}",
                "{listener: {maxHeaderSize: 999999999999Gi}, drain: {settle: 999999h999999m}}"
            })
    void whatNoApiServerWouldLetPassIsRefusedTooAndNothingBreaks(String spec) {
        assertThat(GatewayReader.read(Gateways.spec("---\n" + spec))).isInstanceOf(GatewayReading.Invalid.class);
        assertThat(MountedFile.of(Gateways.spec("---\n" + spec))).isEmpty();
    }

    @Test
    void warnsOfWhatIsLegalButSuspicious() {
        GatewayReading reading = GatewayReader.read(Gateways.spec(", {provider: local}", ""));

        assertThat(((GatewayReading.Valid) reading).warnings())
                .containsExactly(
                        "model fast has a single target and no fallback, so nothing takes over when provider openai fails",
                        "provider local is the target of no model");
    }

    @ParameterizedTest
    @CsvSource({"25, true, 1, 1", "25, true, 4, 1", "25, true, 5, 2", "100, true, 3, 3", "2, false, 10, 2"})
    void roundsSharesUp(int amount, boolean percent, int all, int expected) {
        assertThat(new IntOrPercent(amount, percent).of(all)).isEqualTo(expected);
    }

    private static Refusal refused(String was, String becomes) {
        return ((GatewayReading.Invalid) GatewayReader.read(Gateways.spec(was, becomes))).refusal();
    }
}
