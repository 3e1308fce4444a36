package dev.sluicegate.router.request;

import dev.sluicegate.router.auth.Authenticator;
import dev.sluicegate.router.auth.Caller;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ForwardedKey;
import dev.sluicegate.router.runtime.RuntimeConfig;
import java.util.function.Supplier;

/** The authentication: who is asking? From here on one config holds for the request. */
final class AuthenticationStage extends Stage<AddressedRequest, AuthenticatedRequest> {
    private final Supplier<RuntimeConfig> config;

    AuthenticationStage(Supplier<RuntimeConfig> config) {
        this.config = config;
    }

    @Override
    void enter(AddressedRequest request) {
        RuntimeConfig now = config.get();
        Authenticator authenticator = now.policies().authenticator();
        switch (authenticator.check(request.http()::getHeader)) {
            case Authenticator.Answer.Refused(ApiError error) ->
                request.response().error(error);
            case Authenticator.Answer.Accepted(Caller caller) -> {
                request.response().inFlightRequest().from(caller.id(), caller.labels());
                ForwardedKey key = now.passesClientKeys() ? authenticator.forProvider(request.http()::getHeader) : null;
                next(new AuthenticatedRequest(
                        request.http(), request.response(), request.endpoint(), now, caller, key));
            }
        }
    }
}
