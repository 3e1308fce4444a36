package dev.sluicegate.router.forward.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
        queue.offer("greedy", "g1");
        queue.offer("greedy", "g2");
        queue.offer("greedy", "g3");
        queue.offer("modest", "m1");

        assertThat(Stream.generate(queue::poll).limit(4)).containsExactly("g1", "m1", "g2", "g3");
        assertThat(queue.poll()).isNull();
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
                assertThat(queue.offer("key" + step, item)).isEqualTo(size < 20);
                if (size < 20) {
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
