package dev.sluicegate.router.forward.target;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue in which the keys take turns, and the items of one key keep their order: a key that has put in a hundred items
 * delays the one item of another key by one turn only. Nor can it take the whole queue: once that is full, the keys have equal parts of it.
 * Not thread-safe.
 */
public final class FairQueue<T> {
    private final int capacity;
    /** In the order of their next turns; no deque in it is empty. */
    private final Map<String, ArrayDeque<T>> byKey = new LinkedHashMap<>();

    private int size;

    public FairQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Takes {@code item} in; false, and nothing is done, if the queue is full and {@code key} has its part of it.
     *
     * @param displaced gets the item that makes room in a full queue: the newest of the key that has most, if {@code key} has fewer
     */
    public boolean offer(String key, T item, Consumer<T> displaced) {
        if (size >= capacity && !makeRoom(key, displaced)) {
            return false;
        }
        byKey.computeIfAbsent(key, _ -> new ArrayDeque<>()).add(item);
        size++;
        return true;
    }

    private boolean makeRoom(String key, Consumer<T> displaced) {
        ArrayDeque<T> own = byKey.get(key);
        ArrayDeque<T> longest = longest();
        // a place is not taken from a key that would then have fewer, or the two would take it from each other in turn
        if (longest == null || longest.size() <= (own == null ? 0 : own.size()) + 1) {
            return false;
        }
        size--;
        displaced.accept(longest.removeLast());
        return true;
    }

    private @Nullable ArrayDeque<T> longest() {
        ArrayDeque<T> longest = null;
        for (ArrayDeque<T> items : byKey.values()) {
            longest = longest == null || items.size() > longest.size() ? items : longest;
        }
        return longest;
    }

    /** Whose turn it is; null if nobody waits. */
    public @Nullable T peek() {
        Iterator<ArrayDeque<T>> turns = byKey.values().iterator();
        return turns.hasNext() ? turns.next().peek() : null;
    }

    /** Takes out whose turn it is; null if nobody waits. */
    public @Nullable T poll() {
        Iterator<Map.Entry<String, ArrayDeque<T>>> turns = byKey.entrySet().iterator();
        if (!turns.hasNext()) {
            return null;
        }
        Map.Entry<String, ArrayDeque<T>> turn = turns.next();
        String key = turn.getKey();
        ArrayDeque<T> items = turn.getValue();
        turns.remove();
        T item = items.poll();
        if (!items.isEmpty()) {
            byKey.put(key, items);
        }
        size--;
        return item;
    }

    /** Takes {@code item} out, wherever it stands; false if it is not there. */
    public boolean remove(String key, T item) {
        ArrayDeque<T> items = byKey.get(key);
        if (items == null || !items.remove(item)) {
            return false;
        }
        if (items.isEmpty()) {
            byKey.remove(key);
        }
        size--;
        return true;
    }

    public int size() {
        return size;
    }
}
