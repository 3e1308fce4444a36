package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The content of a response's input items as the parts of a chat's messages. */
final class ResponsesContent {
    private ResponsesContent() {}

    /** Which parts an item may have, by who says it. */
    enum Allowed {
        TEXT,
        QUESTIONS,
        ANSWERS
    }

    /**
     * Adds the parts of a field that is a string or an array of parts.
     *
     * @param origins learns where the parts come from
     * @param place of {@code parts} in the translated request
     */
    static void add(Fields item, String name, ArrayNode parts, Allowed allowed, SourcePaths origins, String place) {
        JsonNode content = item.take(name);
        if (content != null && content.isTextual()) {
            addText(parts, content.textValue());
            return;
        }
        if (content == null || !content.isArray()) {
            throw item.wrong(name, "must be a string or an array of parts");
        }
        for (Fields part : item.objects(name)) {
            String there = place + "[" + parts.size() + "]";
            origins.put(there, part.path());
            origins.put(there + ".image_url", part.path());
            origins.put(there + ".image_url.url", part.at("image_url"));
            origins.put(there + ".file", part.path());
            add(part, parts, allowed);
            part.dropTheRest();
        }
    }

    private static void addText(ArrayNode parts, String text) {
        if (!text.isEmpty()) {
            parts.add(Json.typed("text").put("text", text));
        }
    }

    private static void add(Fields part, ArrayNode parts, Allowed allowed) {
        part.dropSurely("prompt_cache_breakpoint");
        String type = part.requiredText("type");
        if (type.equals("input_text") || (type.equals("output_text") && allowed == Allowed.ANSWERS)) {
            part.dropUnless("annotations", Json.array());
            part.dropUnless("logprobs", Json.array());
            addText(parts, part.requiredText("text"));
        } else if (type.equals("refusal") && allowed == Allowed.ANSWERS) {
            parts.add(Json.typed("refusal").put("refusal", part.requiredText("refusal")));
        } else if (type.equals("input_image") && allowed == Allowed.QUESTIONS) {
            parts.add(image(part));
        } else if (type.equals("input_file") && allowed == Allowed.QUESTIONS) {
            parts.add(file(part));
        } else {
            throw part.wrong("type", "cannot be translated: a chat has no counterpart for this type of content here");
        }
    }

    private static ObjectNode image(Fields part) {
        String url = part.text("image_url");
        if (url == null) {
            throw part.wrong("image_url", "is missing: this model's provider has no files, so send the image itself");
        }
        ObjectNode image = Json.typed("image_url");
        ObjectNode source = image.putObject("image_url").put("url", plain(url));
        String detail = part.text("detail");
        if (detail != null && !detail.equals("auto")) {
            source.put("detail", detail);
        }
        return image;
    }

    /** With a media type that providers know. */
    private static String plain(String url) {
        DataUrl data = DataUrl.parse(url);
        return data == null ? url : data.toString();
    }

    private static ObjectNode file(Fields part) {
        String data = part.text("file_data");
        if (data == null) {
            throw part.wrong("file_data", "is missing: this model's provider takes a file's own bytes only");
        }
        ObjectNode file = Json.typed("file");
        ObjectNode source = file.putObject("file").put("file_data", data);
        String name = part.text("filename");
        if (name != null) {
            source.put("filename", name);
        }
        part.dropUnless("detail", TextNode.valueOf("auto"));
        return file;
    }
}
