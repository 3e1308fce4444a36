package dev.sluicegate.operator.model;

/**
 * Why a spec is not accepted.
 *
 * @param reason CamelCase
 * @param sentence what is wrong and what to do
 */
public record Refusal(String reason, String sentence) {}
