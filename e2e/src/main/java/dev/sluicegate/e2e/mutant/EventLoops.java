package dev.sluicegate.e2e.mutant;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The event loops of the last Vert.x that was made in this process. Vert.x shows itself to factories of verticles, of which this is none. */
public final class EventLoops implements VerticleFactory {
    private static volatile @Nullable Vertx last;

    @Override
    public void init(Vertx vertx) {
        last = vertx;
    }

    @Override
    public String prefix() {
        return "none";
    }

    @Override
    public void createVerticle2(String name, ClassLoader classes, Promise<Callable<? extends Deployable>> promise) {
        promise.fail("there are no verticles of this name");
    }

    /** Stops one that serves clients, for good; the first one is that of the admin port. */
    static void stallOne() {
        Vertx vertx = Objects.requireNonNull(last, "Vert.x has not shown itself");
        Thread.ofVirtual().start(() -> {
            Context context = vertx.getOrCreateContext();
            context.runOnContext(_ -> {
                if (Thread.currentThread().getName().endsWith("-0")) {
                    stallOne();
                } else {
                    System.err.println(Thread.currentThread().getName() + " stands still");
                    standStill();
                }
            });
        });
    }

    private static void standStill() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
