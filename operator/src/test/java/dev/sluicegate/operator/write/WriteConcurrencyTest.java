package dev.sluicegate.operator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteConcurrencyTest {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();

    @AfterEach
    void end() {
        answer.countDown();
        threads.close();
    }

    /** Without a bound none would wait. */
    @Test
    void noMoreThanSoManyAreUnderWayAtOnce() {
        WriteConcurrency two = new WriteConcurrency(2, Duration.ofMinutes(5));
        for (int i = 0; i < 10; i++) {
            write(two);
        }

        await().until(() -> two.waiting() == 8);
        assertThat(underWay).hasValue(2);
        answer.countDown();
        await().until(() -> underWay.get() == 10);
    }

    /** Whoever waited for ever would stand still beside a webhook that does not answer. */
    @Test
    void noneWaitsForEver() {
        WriteConcurrency one = new WriteConcurrency(1, Duration.ZERO);
        write(one);
        write(one);
        write(one);

        await().until(() -> underWay.get() == 3);
        answer.countDown();
        threads.close();
        assertThat(one.<Integer>inTurn(underWay::get)).isEqualTo(3);
    }

    private void write(WriteConcurrency concurrency) {
        threads.execute(() -> concurrency.inTurn(() -> {
            underWay.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }));
    }
}
