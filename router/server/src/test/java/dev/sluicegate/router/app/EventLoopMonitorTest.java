package dev.sluicegate.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real event loop that is blocked is seen, and one that turns again is too. The time is the test's. */
class EventLoopMonitorTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final EventLoopMonitor monitor = new EventLoopMonitor(nanos::get);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void stop() {
        released.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anEventLoopThatIsBlockedIsSeenAndOneThatTurnsAgainIsToo() throws InterruptedException {
        Context loop = vertx.getOrCreateContext();
        CountDownLatch blocked = new CountDownLatch(1);
        loop.runOnContext(_ -> {
            monitor.watch(vertx);
            blocked.countDown();
            awaitRelease();
        });
        blocked.await();
        assertThat(monitor.stalledMillis()).isZero();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(16));

        assertThat(monitor.stalledMillis()).isEqualTo(15_000);
        assertThat(monitor.allTurn()).isFalse();
        released.countDown();
        await().until(() -> monitor.stalledMillis() == 0);
        assertThat(monitor.allTurn()).isTrue();
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
