package dev.sluicegate.router.request;

import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.config.Limits.Unpriced;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.limits.Quota;
import dev.sluicegate.router.limits.Reservation;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.runtime.RuntimeConfig;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The most that a request will use, as far as its body tells: its prompt, estimated, and the largest answer that it asks for. */
final class RequestReservation {
    /** Where a client asks for no maximum, it never holds more than this part of its limit, or small limits would admit one at a time. */
    private static final int UNSAID_PART = 10;

    private RequestReservation() {}

    static Reservation of(GenerationRequest request, List<Quota> quotas) {
        Integer tokensPerMinute = tokensPerMinute(quotas);
        boolean hasBudget = withBudget(quotas) != null;
        if (tokensPerMinute == null && !hasBudget) {
            return Reservation.NOTHING;
        }
        long input = request.facts().encoded().estimatedTokens(request.body().length());
        long output = switch (request.operation()) {
            case CHAT, RESPONSES, COMPLETIONS, MESSAGES ->
                request.facts().output().most(unsaid(request, tokensPerMinute));
            case EMBEDDINGS -> 0;
            case COUNT_TOKENS -> {
                input = 0;
                yield 0;
            }
        };
        return new Reservation(input + output, hasBudget ? cost(request, input, output) : 0);
    }

    private static long unsaid(GenerationRequest request, @Nullable Integer tokensPerMinute) {
        long assumed = request.config().config().limits().assumedOutput();
        return tokensPerMinute == null ? assumed : Math.min(assumed, tokensPerMinute / UNSAID_PART);
    }

    /** The smallest of their limits; null if none has one. */
    private static @Nullable Integer tokensPerMinute(List<Quota> quotas) {
        Integer smallest = null;
        for (int i = 0; i < quotas.size(); i++) {
            Integer one = quotas.get(i).allowance().tokensPerMinute();
            smallest = smallest == null || (one != null && one < smallest) ? one : smallest;
        }
        return smallest;
    }

    /** The first that has a budget; null if none has. */
    private static @Nullable Quota withBudget(List<Quota> quotas) {
        for (int i = 0; i < quotas.size(); i++) {
            if (quotas.get(i).allowance().budget() != null) {
                return quotas.get(i);
            }
        }
        return null;
    }

    /** By the dearest of the targets that may serve it. */
    private static long cost(GenerationRequest request, long input, long output) {
        return costs(request, input, output)
                .mapToLong(cost -> cost.orElse(0))
                .max()
                .orElse(0);
    }

    /** Null if the budgets can count the request; else what the client is told. */
    static @Nullable ApiError unpriced(GenerationRequest request, List<Quota> quotas) {
        Quota withBudget = withBudget(quotas);
        if (withBudget == null
                || request.config().config().limits().unpriced() == Unpriced.FREE
                || request.operation() == Operation.COUNT_TOKENS
                || costs(request, 1, 1).allMatch(OptionalLong::isPresent)) {
            return null;
        }
        return new ApiError(
                ApiError.Kind.FORBIDDEN,
                withBudget.holder() + " has a budget, and this model, or one that it falls back to, has no"
                        + " price; ask for another model, or ask whoever runs this gateway to add the price");
    }

    private static Stream<OptionalLong> costs(GenerationRequest request, long input, long output) {
        RuntimeConfig config = request.config();
        String model = request.facts().model();
        Prices prices = config.policies().prices();
        Route route = Objects.requireNonNull(config.routing().route(model));
        return Stream.concat(Stream.of(route), route.allFallbacks())
                .flatMap(each -> each.targets().stream())
                .map(target -> prices.most(
                        target.provider().name(), target.model() == null ? model : target.model(), input, output));
    }
}
