package dev.sluicegate.router.provider;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of models.
 *
 * @param more whether there are others in the direction in which was asked
 */
public record ModelPage(List<String> models, boolean more) {
    /** What Anthropic allows. */
    private static final int LARGEST = 1_000;

    /** All of them. */
    public static ModelPage of(List<String> models) {
        return new ModelPage(models, false);
    }

    /**
     * A page as Anthropic's clients ask for it, but that whoever names no limit gets as many as there may be.
     *
     * @return null if one of the three means nothing here
     * @see <a href="https://docs.anthropic.com/en/api/models-list">The parameters</a>
     */
    public static @Nullable ModelPage of(
            List<String> models, @Nullable String limit, @Nullable String afterId, @Nullable String beforeId) {
        int most = limit == null ? LARGEST : limit.matches("[0-9]{1,4}") ? Integer.parseInt(limit) : 0;
        int from = afterId == null ? 0 : models.indexOf(afterId) + 1;
        int to = beforeId == null ? models.size() : models.indexOf(beforeId);
        if (most < 1 || most > LARGEST || (afterId != null && from == 0) || to < 0) {
            return null;
        }
        int length = Math.min(most, Math.max(0, to - from));
        boolean backwards = beforeId != null && afterId == null;
        int start = backwards ? to - length : from;
        return new ModelPage(models.subList(start, start + length), length < to - from);
    }
}
