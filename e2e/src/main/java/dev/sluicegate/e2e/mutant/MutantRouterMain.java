package dev.sluicegate.e2e.mutant;

import dev.sluicegate.router.app.RouterMain;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.FreePort;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The real router in this process on ports of its own, behind an admin port (and for {@link Mutant#SHUTDOWN_ALONE} a
 * clients' port) that breaks its drain; for those that crash or fall ill it is as it is, until then. Takes the router's command line; the environment says which mutant.
 */
public final class MutantRouterMain {
    private MutantRouterMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Mutant mutant = Mutant.parse(System.getenv().getOrDefault(Mutant.VARIABLE, ""));
        byte[] bytes = Files.readAllBytes(Path.of(arguments[1]));
        if (!(RouterConfigReader.read(bytes) instanceof ConfigReading.Valid valid)) {
            RouterMain.main(arguments);
            return;
        }
        RouterConfig config = valid.config();
        switch (mutant) {
            case CRASHES_UNDER_LOAD -> {
                RouterMain.main(arguments);
                new CrashUnderLoad(config.admin().port()).await();
            }
            case STALLS -> {
                RouterMain.main(arguments);
                SickRouter.await();
                EventLoops.stallOne();
                new CountDownLatch(1).await();
            }
            case FILLS_ITS_HEAP -> {
                RouterMain.main(arguments);
                SickRouter.await();
                List<byte[]> held = SickRouter.fillHeap();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    Reference.reachabilityFence(held);
                }
            }
            case NO_DRAIN, SHUTDOWN_ALONE, DRAIN_FAILS, READY_EARLY -> behindAnother(mutant, valid);
        }
    }

    /** On ports of its own, behind one that is broken. */
    private static void behindAnother(Mutant mutant, ConfigReading.Valid valid)
            throws IOException, InterruptedException {
        RouterConfig config = valid.config();
        boolean front = mutant == Mutant.SHUTDOWN_ALONE;
        int port = config.listener().port();
        int portBehind = front ? FreePort.any() : port;
        int adminPortBehind = FreePort.any();
        Path moved = write(config.onPorts(portBehind, adminPortBehind));
        RouterMain.main(new String[] {"--config", moved.toString()});

        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        ShutdownAloneFront clients = new ShutdownAloneFront(vertx, portBehind);
        if (front) {
            clients.listen(port).await();
        }
        new MutantAdmin(vertx, mutant, valid.hash(), adminPortBehind, clients)
                .listen(config.admin().port())
                .await();
        // runs beside the router's own hook, which drains, and ends the process before that has begun
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (front) {
                clients.shutdown().toCompletionStage().toCompletableFuture().join();
            }
            Runtime.getRuntime().halt(0);
        }));
        new CountDownLatch(1).await();
    }

    private static Path write(RouterConfig config) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        // a pod's root file system is read-only; its shared memory is not
        Path folder = Files.isWritable(temporary) ? temporary : Path.of("/dev/shm");
        Path file = folder.resolve("mutant-" + ProcessHandle.current().pid() + ".yaml");
        return Files.write(file, RouterConfigReader.write(config));
    }
}
