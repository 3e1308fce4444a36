package dev.sluicegate.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An operator with {@link TrainingApiServer} for a cluster: it becomes the leader, watches, and reconciles what it finds. */
final class OperatorTraining implements Training {
    private static final Duration START = Duration.ofMinutes(1);

    private final TrainingApiServer apiServer;
    private final Path kubeconfig;

    private OperatorTraining(TrainingApiServer apiServer, Path kubeconfig) {
        this.apiServer = apiServer;
        this.kubeconfig = kubeconfig;
    }

    static OperatorTraining prepare(Path scratch) throws IOException {
        TrainingApiServer apiServer = TrainingApiServer.start();
        String kubeconfig = """
                apiVersion: v1
                kind: Config
                clusters: [{name: training, cluster: {server: "%s"}}]
                users: [{name: training, user: {token: training}}]
                contexts: [{name: training, context: {cluster: training, user: training, namespace: training}}]
                current-context: training
                """.formatted(apiServer.address());
        return new OperatorTraining(apiServer, Files.writeString(scratch.resolve("kubeconfig"), kubeconfig));
    }

    @Override
    public List<String> arguments() {
        return List.of();
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "KUBECONFIG", kubeconfig.toString(), "POD_NAMESPACE", "training", "POD_NAME", "training", "PORT", "0");
    }

    @Override
    public void run(JavaProcess operator) throws IOException, InterruptedException {
        operator.await("write the status of the gateway that it found", START, apiServer::hasStatusOfGateway);
    }

    @Override
    public void close() {
        apiServer.close();
    }
}
