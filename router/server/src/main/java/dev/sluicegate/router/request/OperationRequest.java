package dev.sluicegate.router.request;

import dev.sluicegate.router.provider.Operation;

/** A request for something that a model shall do. */
record OperationRequest(AuthenticatedRequest head, Operation operation) {}
