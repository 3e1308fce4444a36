package dev.sluicegate.operator.model;

import dev.sluicegate.operator.reason.Reason;

/**
 * The reason why a spec is not accepted, or why what it needs cannot be had.
 *
 * @param sentence what is wrong and what to do
 */
public record Refusal(Reason reason, String sentence) {}
