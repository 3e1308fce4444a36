package dev.sluicegate.router.request;

/** A request whose body has arrived. */
record ReadRequest(OperationRequest asked, BodyReader body) {}
