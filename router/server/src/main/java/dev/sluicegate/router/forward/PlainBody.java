package dev.sluicegate.router.forward;

import dev.sluicegate.router.upstream.ResponseReading;
import io.vertx.core.http.HttpClientResponse;
import java.util.concurrent.Executor;

/** A body as it comes over the connection. */
final class PlainBody implements AnswerBody {
    private final HttpClientResponse answer;
    private final ResponseReading reading;
    private final Executor loop;

    PlainBody(HttpClientResponse answer, ResponseReading reading, Executor loop) {
        this.answer = answer;
        this.reading = reading;
        this.loop = loop;
    }

    @Override
    public void read(Reader reader) {
        answer.handler(reader::piece);
        answer.endHandler(_ -> reader.end());
    }

    @Override
    public void pause() {
        answer.pause();
        reading.hold();
    }

    @Override
    public void resume() {
        reading.release();
        answer.resume();
    }

    @Override
    public void afterRead(Runnable task) {
        if (!reading.afterRead(task)) {
            // what waited while it was paused comes without a read
            loop.execute(task);
        }
    }

    @Override
    public void stop() {
        // whoever reads it ends the connection
    }
}
