package dev.sluicegate.e2e.provider;

import java.util.concurrent.CountDownLatch;

/** The simulated provider as a process, which runs until it is told to go. {@code PORT} names the port (8080), {@code SIM_KEY} the key that requests must bring. */
public final class SimulatedProviderMain {
    private SimulatedProviderMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        SimulatedProvider provider = SimulatedProvider.start(port, System.getenv("SIM_KEY"));
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            provider.close();
            told.countDown();
        }));
        System.out.println("the simulated provider listens on port " + provider.port());
        told.await();
    }
}
