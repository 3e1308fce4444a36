package dev.sluicegate.operator.rollout;

/** A sentence with a note at its end, within the room that both have. */
final class Notes {
    /** A note may take this part of the room. */
    private static final int PART = 2;

    private Notes() {}

    /**
     * The sentence makes room for the note.
     *
     * @param note empty for none
     * @param most characters of both together
     */
    static String added(String sentence, String note, int most) {
        if (note.isEmpty()) {
            return sentence;
        }
        String end = ". " + cut(note, most / PART);
        return cut(sentence, most - end.length()) + end;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
