package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch on the cluster's nodes, which keeps of each only what says whether it is being left. A change of that reconciles the gateways
 * that have pods there. Without the right to read nodes everything else goes on, and the right is noticed when it is given or taken away. Safe for any
 * thread.
 */
public final class Nodes extends AbstractEventSource<Node, RouterGateway> {
    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final SharedIndexInformer<Node> informer;
    private final OptionalInformer<Node> reader;
    /** The last version that could be read when the right was found missing; empty while it is there. */
    private final AtomicReference<Optional<String>> denied = new AtomicReference<>(Optional.empty());
    /** What a watch that goes on all the same brings does not give the right back. */
    private volatile boolean refused;

    /**
     * @param informer not started yet
     * @param gatewaysOn the gateways that have pods on the node of this name
     */
    Nodes(SharedIndexInformer<Node> informer, Function<String, Set<ResourceID>> gatewaysOn) {
        super(Node.class, "nodes");
        this.informer = informer;
        informer.itemStore(new Reduced());
        this.reader = new OptionalInformer<>(informer, this::denied);
        informer.addEventHandler(new ChangeHandler<>(
                Nodes::isNews, node -> gatewaysOn.apply(node.getMetadata().getName()), this::tell));
    }

    /** Empty if it is not known, or cannot be. */
    Optional<Node> get(String name) {
        return Optional.ofNullable(informer.getStore().getByKey(name));
    }

    /**
     * Asks whether they can be read: a watch that has begun goes on without the right, or is tried again without a word.
     *
     * @param list reads some, and throws what the API server refuses it with
     */
    void ask(Runnable list) {
        try {
            list.run();
            refused = false;
            // before the first list there is nothing to go by
            if (!reader.lastRead().isEmpty()) {
                allowed();
            }
        } catch (KubernetesClientException e) {
            if (OptionalInformer.isRefusal(e)) {
                refused = true;
                denied(e);
            }
        }
    }

    /** False if the operator has no right to read nodes. */
    boolean canBeRead() {
        if (!refused && denied.get().filter(it -> !it.equals(reader.lastRead())).isPresent()) {
            allowed();
        }
        return denied.get().isEmpty();
    }

    private void allowed() {
        if (denied.getAndSet(Optional.empty()).isPresent()) {
            LOG.info("nodes can be read again");
        }
    }

    @Override
    public void start() {
        super.start();
        // the first reconciliations shall know the nodes
        reader.start().join();
    }

    @Override
    public void stop() {
        super.stop();
        reader.stop();
    }

    @Override
    public Set<Node> getSecondaryResources(RouterGateway gateway) {
        return Set.of();
    }

    @Override
    public Status getStatus() {
        return Status.HEALTHY;
    }

    private void denied(Throwable failure) {
        if (denied.getAndSet(Optional.of(reader.lastRead())).isEmpty()) {
            LOG.warn(
                    "nodes cannot be read, so pods are not moved off nodes that are being left; give the operator's"
                            + " ServiceAccount the ClusterRole of the chart: {}",
                    failure.getMessage());
        }
    }

    private static boolean isNews(Node before, Node after) {
        Node was = reduced(before);
        Node is = reduced(after);
        return !was.getSpec().equals(is.getSpec()) || !was.getStatus().equals(is.getStatus());
    }

    private void tell(ResourceID gateway) {
        if (isRunning()) {
            getEventHandler().handleEvent(new Event(gateway));
        }
    }

    private static Node reduced(Node node) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(node.getMetadata().getName())
                .withUid(node.getMetadata().getUid())
                .withResourceVersion(node.getMetadata().getResourceVersion())
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(spec(node).getUnschedulable())
                .withTaints(spec(node).getTaints())
                .endSpec()
                .withNewStatus()
                .withConditions(
                        node.getStatus() == null
                                ? List.of()
                                : node.getStatus().getConditions().stream()
                                        .filter(LeavingNode::isOfLifecycle)
                                        .toList())
                .endStatus()
                .build();
    }

    private static NodeSpec spec(Node node) {
        return Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new);
    }

    /** The nodes by name, reduced. */
    private static final class Reduced extends BasicItemStore<Node> {
        Reduced() {
            super(node -> node.getMetadata().getName());
        }

        @Override
        public Node put(String key, Node node) {
            return super.put(key, reduced(node));
        }
    }
}
