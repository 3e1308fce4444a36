package dev.sluicegate.router.forward;

import dev.sluicegate.router.coding.ContentCoding;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of an upstream's answer, plain whatever its coding was. Used on the request's event loop only. */
interface AnswerBody {
    /** As much of an answer as is read if it is to be told in other words. */
    int LARGEST_BEGINNING = 64 * 1024;

    /** The receiver of a body. It is told the end or that there will be none, and nothing after either. */
    interface Reader {
        void piece(Buffer plain);

        void end();

        /** What came is not what its coding says. */
        void invalid();
    }

    /** Gives the reader what comes. To be called once, when the answer's head has come. */
    void read(Reader reader);

    /** Nothing more is to come until {@link #resume}, and nothing more is read from the connection than is needed to say so. */
    void pause();

    void resume();

    /** Runs a task on the event loop when the reader has been told all that the read which is under way has brought. */
    void afterRead(Runnable task);

    /** Nobody wants the rest. May be called at any time, and again. */
    void stop();

    /**
     * @param coding which decodes it; null if it is passed on as it is
     * @param progress run when something has come that may not be decoded for some time
     */
    static AnswerBody of(
            AttemptOwner owner, HttpClientResponse answer, @Nullable ContentCoding coding, Runnable progress) {
        Context context = owner.vertx().getOrCreateContext();
        Executor loop = task -> context.runOnContext(_ -> task.run());
        PlainBody plain = new PlainBody(answer, owner.client().reading(answer.request()), loop);
        return coding == null || coding == ContentCoding.IDENTITY
                ? plain
                : new DecodedBody(loop, plain, coding, progress);
    }

    /** Gives the beginning of an answer that is to be told in other words. */
    default void readBeginning(Consumer<Buffer> then) {
        Buffer beginning = Buffer.buffer();
        read(new Reader() {
            @Override
            public void piece(Buffer plain) {
                if (beginning.length() < LARGEST_BEGINNING) {
                    beginning.appendBuffer(plain);
                }
            }

            @Override
            public void end() {
                then.accept(beginning);
            }

            @Override
            public void invalid() {
                // what could be read of it is still the best that there is to tell
                then.accept(beginning);
            }
        });
    }
}
