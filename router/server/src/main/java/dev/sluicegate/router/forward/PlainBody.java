package dev.sluicegate.router.forward;

import dev.sluicegate.router.upstream.ResponseReading;
import io.vertx.core.http.HttpClientResponse;

/** A body as it comes over the connection. */
final class PlainBody implements AnswerBody {
    private final HttpClientResponse answer;
    private final ResponseReading reading;

    PlainBody(HttpClientResponse answer, ResponseReading reading) {
        this.answer = answer;
        this.reading = reading;
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
    public void stop() {
        // whoever reads it ends the connection
    }
}
