package dev.sluicegate.router.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Answers by their questions, in bounded memory, for a bounded time. Safe for any thread. */
public final class ResponseStore {
    /** A digest, and what Java and the cache itself need for an entry. */
    private static final int ENTRY_BYTES = 250;

    private final Cache<CacheKey, byte[]> answers;
    private final int largest;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /**
     * @param size of all answers together, in bytes
     * @param ttl from when an answer was given
     */
    public ResponseStore(long size, Duration ttl, Ticker ticker) {
        // so that no answer drives out everything else
        this.largest = (int) Math.min(size / 8, 16 << 20);
        this.answers = Caffeine.newBuilder()
                .maximumWeight(size)
                .weigher((CacheKey _, byte[] answer) -> answer.length + ENTRY_BYTES)
                .expireAfterWrite(ttl)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** Null if there is none. The answer must not be changed. */
    public byte @Nullable [] get(CacheKey question) {
        byte[] answer = answers.getIfPresent(question);
        (answer == null ? misses : hits).increment();
        return answer;
    }

    /** @param answer must not be changed any more */
    public void put(CacheKey question, byte[] answer) {
        if (answer.length <= largest) {
            answers.put(question, answer);
        }
    }

    /** The longest answer that is kept, in bytes. */
    public int largest() {
        return largest;
    }

    /** Forgets everything. Returns about how much that was. */
    public long clear() {
        long before = answers.estimatedSize();
        answers.invalidateAll();
        return before;
    }

    public long hits() {
        return hits.sum();
    }

    public long misses() {
        return misses.sum();
    }

    public long size() {
        return answers.estimatedSize();
    }
}
