package dev.sluicegate.operator.model;

/**
 * A revision that has a record, as far as acceptance needs to know of it.
 *
 * @param madeOf the name that a new revision of what it is made of now would have: its own, if its config was never changed in place
 * @param generation of the config that its record has; 0 if it was never changed in place
 * @param reloadable whether its pods can be given another config: it is the one that was proven last, and its record can be changed
 */
public record KeptRevision(String revision, String madeOf, int generation, boolean reloadable) {}
