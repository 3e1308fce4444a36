package dev.sluicegate.router.forward.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private record Item(int key, int number) {}

    @Test
    void keysTakeTurns() {
        FairQueue<String> queue = new FairQueue<>(10);
        List<String> displaced = new ArrayList<>();
        queue.offer("greedy", "g1", displaced::add);
        queue.offer("greedy", "g2", displaced::add);
        queue.offer("greedy", "g3", displaced::add);
        queue.offer("modest", "m1", displaced::add);

        assertThat(queue.peek()).as("whose turn it is, who stays").isEqualTo("g1");
        assertThat(Stream.generate(queue::poll).limit(4)).containsExactly("g1", "m1", "g2", "g3");
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThat(displaced).isEmpty();
    }

    @Test
    void aFloodTakesNoMoreThanItsPartAndDelaysOthersByTheNumberOfKeysOnly() {
        FairQueue<String> queue = new FairQueue<>(9);
        others(flooded(queue::offer), queue::poll);
    }

    @Test
    void aQueueInWhichWhoComesFirstStaysIsFoundOut() {
        FairQueue<String> queue = new FairQueue<>(9);
        assertThatThrownBy(() -> others(
                        flooded((key, item, displaced) -> queue.size() < 9 && queue.offer(key, item, displaced)),
                        queue::poll))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aQueueWithoutTurnsIsFoundOut() {
        Deque<String> queue = new ArrayDeque<>();
        assertThatThrownBy(() -> others(
                        flooded((key, item, displaced) -> {
                            if (queue.size() >= 9) {
                                displaced.accept(queue.removeLast());
                            }
                            return queue.add(item);
                        }),
                        queue::poll))
                .isInstanceOf(AssertionError.class);
    }

    /** The taking in of a queue, as {@link FairQueue#offer}. */
    private interface Offer {
        boolean offer(String key, String item, Consumer<String> displaced);
    }

    private static Offer flooded(Offer offer) {
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (!offer.offer("flood", "flood", refused::add)) {
                refused.add("flood");
            }
        }
        assertThat(refused).hasSize(1_000 - 9);
        return offer;
    }

    /** Two others come when a flood has filled the nine places: each gets its third, and the first of each waits for three turns at most. */
    private static void others(Offer offer, Supplier<String> poll) {
        List<String> displaced = new ArrayList<>();
        for (String key : List.of("a", "b")) {
            for (int i = 0; i < 3; i++) {
                assertThat(offer.offer(key, key, displaced::add)).isTrue();
            }
        }
        assertThat(displaced).hasSize(6).containsOnly("flood");
        assertThat(offer.offer("a", "a", displaced::add)).isFalse();
        assertThat(offer.offer("flood", "flood", displaced::add)).isFalse();
        assertThat(Stream.generate(poll).limit(9).toList())
                .containsExactly("flood", "a", "b", "flood", "a", "b", "flood", "a", "b");
    }

    /** Each number from 0 to 3 puts an item of that key in, 4 takes one out, 5 removes the newest of key 0. */
    @Property
    void losesNothingKeepsTheOrderOfEachKeyAndStarvesNone(
            @ForAll @Size(max = 200) List<@IntRange(max = 5) Integer> steps) {
        FairQueue<Item> queue = new FairQueue<>(20);
        List<Deque<Item>> waiting =
                List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
        int[] servedAt = {-1, -1, -1, -1};
        int[] waitsSince = new int[4];
        int size = 0;
        for (int now = 0; now < steps.size(); now++) {
            int step = steps.get(now);
            assertThat(queue.size()).isEqualTo(size);
            if (step < 4) {
                Item item = new Item(step, now);
                List<Item> displaced = new ArrayList<>();
                int most = waiting.stream().mapToInt(Deque::size).max().orElse(0);
                boolean isTaken = size < 20 || waiting.get(step).size() + 1 < most;
                assertThat(queue.offer("key" + step, item, displaced::add)).isEqualTo(isTaken);
                assertThat(displaced).hasSize(isTaken && size == 20 ? 1 : 0);
                for (Item gone : displaced) {
                    assertThat(waiting.get(gone.key)).hasSize(most);
                    assertThat(waiting.get(gone.key).pollLast()).isEqualTo(gone);
                    size--;
                }
                if (isTaken) {
                    waitsSince[step] = waiting.get(step).isEmpty() ? now : waitsSince[step];
                    waiting.get(step).add(item);
                    size++;
                }
            } else if (step == 4) {
                Item item = queue.poll();
                assertThat(item == null).isEqualTo(size == 0);
                if (item != null) {
                    size--;
                    assertThat(waiting.get(item.key).poll()).isEqualTo(item);
                    for (int other = 0; other < 4; other++) {
                        // nobody is served twice while another key waits all the time in between
                        assertThat(other != item.key
                                        && !waiting.get(other).isEmpty()
                                        && waitsSince[other] < servedAt[item.key]
                                        && servedAt[other] < servedAt[item.key])
                                .isFalse();
                    }
                    servedAt[item.key] = now;
                }
            } else {
                Item newest = waiting.getFirst().pollLast();
                assertThat(queue.remove("key0", newest == null ? new Item(0, -1) : newest))
                        .isEqualTo(newest != null);
                size -= newest == null ? 0 : 1;
            }
        }
    }
}
