package dev.sluicegate.router.config.schema;

/** A block whose fields must agree with each other. Called once each of them is well by itself. */
public interface Checked {
    void check(Checks checks);
}
