package dev.sluicegate.router.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** What a provider's error answer says to people. */
public final class AnswerText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 500;

    private AnswerText() {}

    /** The sentence in a body of either protocol; empty if there is none. */
    public static String message(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            String text = error.isTextual()
                    ? error.textValue()
                    : error.path("message").asText("");
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        } catch (IOException e) {
            // a web page of some proxy in between, for one
            return "";
        }
    }
}
