package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ReconciliationConcurrencyTest {
    private static final int MOST = 4;
    private static final int ALL = 50;
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void noMoreThanTheBoundAreUnderWayAtOnceAndAllAreRun() throws InterruptedException {
        AtomicInteger underWay = new AtomicInteger();
        Queue<Integer> seen = new ConcurrentLinkedQueue<>();
        try (ExecutorService executor = new ReconciliationConcurrency(MOST, MOST, NEVER).executor()) {
            for (int i = 0; i < ALL; i++) {
                executor.execute(() -> {
                    seen.add(underWay.incrementAndGet());
                    LockSupport.parkNanos(1);
                    underWay.decrementAndGet();
                });
            }
            executor.shutdown();
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }

        assertThat(seen).hasSize(ALL).allMatch(it -> it <= MOST);
    }

    @Test
    void thoseThatTakeLongKeepNoOtherWaitingForGood() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        try (ExecutorService executor =
                new ReconciliationConcurrency(MOST, 3 * MOST, Duration.ofMillis(50)).executor()) {
            for (int i = 0; i < 3 * MOST; i++) {
                executor.execute(() -> awaitQuietly(answer));
            }
            executor.execute(other::countDown);

            assertThat(other.await(1, TimeUnit.MINUTES)).isTrue();
            answer.countDown();
        }
    }

    /** Else an API server that is slow because it is asked too much would be asked more and more. */
    @Test
    void notAllThatTakeLongMakeWay() throws InterruptedException {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        try (ExecutorService executor = new ReconciliationConcurrency(MOST, 2, Duration.ofMillis(20)).executor()) {
            for (int i = 0; i < ALL; i++) {
                executor.execute(() -> {
                    begun.incrementAndGet();
                    awaitQuietly(answer);
                });
            }
            await().until(() -> begun.get() == MOST + 2);
            await().during(Duration.ofMillis(200)).until(() -> begun.get() == MOST + 2);
            answer.countDown();
        }

        assertThat(begun).hasValue(ALL);
    }

    /** Each that has taken long has given its turn back already: it must not be given back twice. */
    @Test
    void theBoundIsTheSameAfterSomeHaveTakenLong() throws InterruptedException {
        ReconciliationConcurrency concurrency = new ReconciliationConcurrency(1, 1, Duration.ofSeconds(2));
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger quick = new AtomicInteger();
        try (ExecutorService executor = concurrency.executor()) {
            executor.execute(() -> {
                begun.countDown();
                awaitQuietly(answer);
            });
            executor.execute(() -> {
                begun.countDown();
                answer.countDown();
            });
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
        }
        CountDownLatch last = new CountDownLatch(1);
        try (ExecutorService executor = concurrency.executor()) {
            for (int i = 0; i < 2; i++) {
                executor.execute(() -> {
                    quick.incrementAndGet();
                    awaitQuietly(last);
                });
            }
            await().until(() -> quick.get() > 0);

            assertThat(concurrency.free()).isZero();
            assertThat(quick).hasValue(1);
            last.countDown();
        }
        await().untilAsserted(() -> assertThat(concurrency.free()).isEqualTo(1));
    }

    @Test
    void anExecutorThatIsStoppedAtOnceEnds() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService executor = new ReconciliationConcurrency(1, 1, NEVER).executor();
        for (int i = 0; i < 3; i++) {
            executor.execute(() -> {
                begun.countDown();
                awaitQuietly(new CountDownLatch(1));
            });
        }
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

        executor.shutdownNow();

        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
