package dev.sluicegate.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClustersTest {

    private final List<String> log = new ArrayList<>();

    @Test
    void the_first_source_without_an_obstacle_is_opened_and_one_line_says_so() {
        var sources = List.<ClusterSource>of(
                unavailable("existing", "E2E_KUBECONFIG is not set"), available("k3s"), available("local"));

        var cluster = Clusters.choose(sources, Map.of(), log::add);

        assertThat(cluster.description()).isEqualTo("cluster of k3s");
        assertThat(log).containsExactly("Tests run on cluster of k3s (not existing: E2E_KUBECONFIG is not set)");
    }

    @Test
    void without_any_cluster_the_failure_names_every_way_and_what_stands_in_it() {
        var sources = List.<ClusterSource>of(
                unavailable("existing", "nothing set"),
                unavailable("k3s", "no engine"),
                unavailable("local", "no root"));

        assertThatThrownBy(() -> Clusters.choose(sources, Map.of(), log::add))
                .isInstanceOf(ClusterException.class)
                .hasMessage("These tests need a Kubernetes cluster, and there is none. "
                        + "You can have existing, or have k3s, or have local. "
                        + "Here: not existing: nothing set; not k3s: no engine; not local: no root.");
    }

    @Test
    void one_that_does_not_start_is_not_replaced_by_the_next() {
        var broken = new FakeSource("k3s", Optional.empty()) {
            @Override
            public Cluster open() {
                throw new ClusterException("k3s did not start");
            }
        };

        assertThatThrownBy(() -> Clusters.choose(List.of(broken, available("local")), Map.of(), log::add))
                .hasMessage("k3s did not start");
    }

    @Test
    void a_way_can_be_asked_for() {
        var cluster = Clusters.choose(
                List.of(available("k3s"), available("local")), Map.of("E2E_CLUSTER", "local"), log::add);

        assertThat(cluster.description()).isEqualTo("cluster of local");
    }

    @Test
    void a_way_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> Clusters.choose(
                        List.of(available("k3s"), available("local")), Map.of("E2E_CLUSTER", "kind"), log::add))
                .hasMessage("E2E_CLUSTER is 'kind'. Write one of: k3s, local.");
    }

    private static ClusterSource available(String name) {
        return new FakeSource(name, Optional.empty());
    }

    private static ClusterSource unavailable(String name, String obstacle) {
        return new FakeSource(name, Optional.of(obstacle));
    }

    private static class FakeSource implements ClusterSource {

        private final String name;
        private final Optional<String> obstacle;

        FakeSource(String name, Optional<String> obstacle) {
            this.name = name;
            this.obstacle = obstacle;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String instruction() {
            return "have " + name;
        }

        @Override
        public Optional<String> obstacle() {
            return obstacle;
        }

        @Override
        public Cluster open() {
            return new FakeCluster("cluster of " + name);
        }
    }

    private record FakeCluster(String description) implements Cluster {

        @Override
        public Path kubeconfig() {
            throw new AssertionError("not asked for");
        }

        @Override
        public String loadImage(Path dockerTar) {
            throw new AssertionError("not asked for");
        }

        @Override
        public String shellImage() {
            throw new AssertionError("not asked for");
        }

        @Override
        public List<String> nodeAddresses() {
            throw new AssertionError("not asked for");
        }

        @Override
        public Faults faults() {
            throw new AssertionError("not asked for");
        }

        @Override
        public void close() {}
    }
}
