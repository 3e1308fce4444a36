package dev.sluicegate.router.limits;

/**
 * The allowance of one of those that a request counts for: a key's for one model, a key's, a team's for one model, a team's. A request has
 * at most one of each, always in this order, by which limiters lock them.
 *
 * @param counter names what has been counted, in the pod and in the store; no two quotas share one
 * @param holder names who has it, as the beginning of a sentence
 */
public record Quota(String counter, String holder, Allowance allowance) {
    /** What a key may use. */
    public static Quota ofKey(String id, Allowance allowance) {
        return new Quota(id, "key '" + id + "'", allowance);
    }

    /** What all keys of a team may use together. No id of a key begins with this sign. */
    public static Quota ofTeam(String id, Allowance allowance) {
        return new Quota("@" + id, "team '" + id + "'", allowance);
    }

    /** What the same holder may use of one model. No id has a slash. */
    public Quota forModel(String model, Allowance ofModel) {
        return new Quota(counter + "/" + model, holder + " with model '" + model + "'", ofModel);
    }
}
