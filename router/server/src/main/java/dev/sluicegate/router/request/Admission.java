package dev.sluicegate.router.request;

import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.auth.Caller;
import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.limits.Limit;
import dev.sluicegate.router.limits.Verdict;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ClientResponse;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BiConsumer;

/** Lets a request go on if its caller has something left of what it may use. For one event loop. */
final class Admission {
    private static final Duration COMES_BACK = Duration.ofSeconds(5);

    /** Clients have no cap of their own, and would sleep for as long as they are told. */
    private static final Duration LONGEST_HINT = Duration.ofSeconds(60);

    private final Context loop;
    private final BiConsumer<ClientResponse, Throwable> broken;

    /** @param broken told of a mistake of our own */
    Admission(Context loop, BiConsumer<ClientResponse, Throwable> broken) {
        this.loop = loop;
        this.broken = broken;
    }

    /** @param then called on the event loop if the request may go on and its client is still there */
    void ask(Call call, Runnable then) {
        if (call.serving().governing().booksAreFull().getAsBoolean()) {
            call.reply()
                    .error(new ApiError(
                            ApiError.Kind.OVERLOADED,
                            "requests cannot be accounted for at the moment; try again soon",
                            COMES_BACK));
            return;
        }
        Allowance allowance = call.caller().allowance();
        if (allowance.isUnlimited()) {
            then.run();
            return;
        }
        call.serving().governing().limiter().admit(call.caller().id(), allowance, verdict -> {
            if (loop.equals(Vertx.currentContext())) {
                decided(call, verdict, then);
            } else {
                loop.runOnContext(_ -> decided(call, verdict, then));
            }
        });
    }

    private void decided(Call call, Verdict verdict, Runnable then) {
        ClientResponse reply = call.reply();
        try {
            switch (verdict) {
                case Verdict.Admitted admitted -> {
                    if (reply.isOver()) {
                        admitted.lease().settle(0, 0);
                        return;
                    }
                    reply.carried().atEnd(end -> {
                        Usage usage = end.usage();
                        admitted.lease()
                                .settle(
                                        usage.input() + usage.output(),
                                        end.cost().orElse(0));
                    });
                    RateLimitHeaders.put(reply, admitted.standing());
                    then.run();
                }
                case Verdict.Refused refused -> {
                    RateLimitHeaders.put(reply, refused.standing());
                    reply.error(refusal(call.caller(), refused));
                }
                case Verdict.StoreUnavailable _ ->
                    reply.error(new ApiError(
                            ApiError.Kind.OVERLOADED,
                            "this key's limits cannot be checked at the moment; try again soon",
                            COMES_BACK));
            }
        } catch (RuntimeException e) {
            broken.accept(reply, e);
        }
    }

    private static ApiError refusal(Caller caller, Verdict.Refused refused) {
        Allowance allowance = caller.allowance();
        String who = caller.id().equals(Caller.EVERYBODY) ? "everybody together" : "key '" + caller.id() + "'";
        if (refused.limit() == Limit.BUDGET && allowance.budget() != null) {
            return new ApiError(
                    ApiError.Kind.BUDGET_SPENT,
                    who + " has spent its budget of "
                            + allowance.budget().amount().toPlainString() + " a "
                            + switch (allowance.budget().per()) {
                                case DAY -> "day";
                                case MONTH -> "month";
                            }
                            + "; the next one begins in " + hours(refused.retryAfter()));
        }
        Duration hint = refused.retryAfter().compareTo(LONGEST_HINT) > 0
                ? LONGEST_HINT
                : refused.retryAfter().plusMillis(999);
        String sentence = who + " may "
                + switch (refused.limit()) {
                    case REQUESTS -> "make " + allowance.requestsPerMinute() + " requests a minute";
                    case TOKENS -> "use " + allowance.tokensPerMinute() + " tokens a minute";
                    case PARALLEL -> "have " + allowance.maxConcurrent() + " requests at the same time";
                    case BUDGET -> "spend its budget";
                };
        return new ApiError(ApiError.Kind.RATE_LIMITED, sentence + "; try again later", hint);
    }

    private static String hours(Duration time) {
        return time.toHours() > 48
                ? time.toDays() + " days"
                : time.toHours() > 0 ? time.toHours() + " h" : Math.max(1, time.toMinutes()) + " min";
    }
}
