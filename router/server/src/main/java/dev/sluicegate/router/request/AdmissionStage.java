package dev.sluicegate.router.request;

import dev.sluicegate.router.account.Usage;
import dev.sluicegate.router.limits.Allowance;
import dev.sluicegate.router.limits.Limit;
import dev.sluicegate.router.limits.Quota;
import dev.sluicegate.router.limits.Reservation;
import dev.sluicegate.router.limits.Verdict;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.runtime.RequestPolicies;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** The admission: is there something left of what the caller may use? */
final class AdmissionStage extends Stage<GenerationRequest, GenerationRequest> {
    private static final Duration COMES_BACK = Duration.ofSeconds(5);

    private final Context loop;

    AdmissionStage(Context loop) {
        this.loop = loop;
    }

    @Override
    void enter(GenerationRequest request) {
        RequestPolicies policies = request.config().policies();
        if (policies.accountingIsFull().getAsBoolean()) {
            request.response()
                    .error(new ApiError(
                            ApiError.Kind.OVERLOADED,
                            "requests cannot be accounted for at the moment; try again soon",
                            COMES_BACK));
            return;
        }
        List<Quota> quotas = request.caller().quotas(request.facts().model());
        if (quotas.isEmpty()) {
            next(request);
            return;
        }
        ApiError unpriced = RequestReservation.unpriced(request, quotas);
        if (unpriced != null) {
            request.response().error(unpriced);
            return;
        }
        Reservation reservation = RequestReservation.of(request, quotas);
        policies.limiter().admit(quotas, reservation, verdict -> {
            if (loop.equals(Vertx.currentContext())) {
                decided(request, verdict);
            } else {
                loop.runOnContext(_ -> decided(request, verdict));
            }
        });
    }

    private void decided(GenerationRequest request, Verdict verdict) {
        ClientResponse response = request.response();
        try {
            switch (verdict) {
                case Verdict.Admitted admitted -> admitted(request, admitted);
                case Verdict.Refused refused -> {
                    RateLimitHeaders.put(response, refused.remaining());
                    response.error(refusal(refused));
                }
                case Verdict.StoreUnavailable _ ->
                    response.error(new ApiError(
                            ApiError.Kind.OVERLOADED,
                            "this key's limits cannot be checked at the moment; try again soon",
                            COMES_BACK));
            }
        } catch (RuntimeException e) {
            RouterFault.answer(response, e);
        }
    }

    private void admitted(GenerationRequest request, Verdict.Admitted admitted) {
        ClientResponse response = request.response();
        if (response.isOver()) {
            admitted.lease().settle(0, 0);
            return;
        }
        response.inFlightRequest().atEnd(end -> {
            Usage usage = end.usage();
            admitted.lease().settle(usage.input() + usage.output(), end.cost().orElse(0));
        });
        RateLimitHeaders.put(response, admitted.remaining());
        next(request);
    }

    private static ApiError refusal(Verdict.Refused refused) {
        Allowance allowance = refused.quota().allowance();
        String who = refused.quota().holder();
        if (refused.limit() == Limit.BUDGET && !refused.reserved() && allowance.budget() != null) {
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
        Duration hint = refused.retryAfter().plusMillis(999);
        String sentence = who + " may "
                + switch (refused.limit()) {
                    case REQUESTS -> "make " + allowance.requestsPerMinute() + " requests a minute";
                    case TOKENS -> "use " + allowance.tokensPerMinute() + " tokens a minute";
                    case PARALLEL -> "have " + allowance.maxConcurrent() + " requests at the same time";
                    case BUDGET -> "spend its budget";
                }
                + (refused.reserved() ? ", and what is left is reserved by requests that run" : "");
        return new ApiError(ApiError.Kind.RATE_LIMITED, sentence + "; try again later", hint);
    }

    private static String hours(Duration time) {
        return time.toHours() > 48
                ? time.toDays() + " days"
                : time.toHours() > 0 ? time.toHours() + " h" : Math.max(1, time.toMinutes()) + " min";
    }
}
