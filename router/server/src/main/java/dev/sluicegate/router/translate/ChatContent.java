package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The content of OpenAI's messages as Anthropic's content blocks. */
final class ChatContent {
    private ChatContent() {}

    /** Which parts a message may have, by its role. */
    enum Allowed {
        TEXT,
        TEXT_AND_REFUSAL,
        TEXT_AND_IMAGES,
        ALL
    }

    /** Adds the blocks of a field that is a string, an array of parts, or absent. Blank texts, which Anthropic refuses, are left out. */
    static void add(Fields message, String name, ArrayNode blocks, Allowed allowed) {
        JsonNode content = message.take(name);
        if (content != null && content.isTextual()) {
            addText(blocks, content.textValue());
        } else if (content != null) {
            if (!content.isArray()) {
                throw message.wrong(name, "must be a string or an array of parts");
            }
            for (Fields part : message.objects(name)) {
                int first = blocks.size();
                addPart(part, blocks, allowed);
                CacheMarks.copyToLast(part, blocks, first);
                part.dropTheRest();
            }
        }
    }

    private static void addPart(Fields part, ArrayNode blocks, Allowed allowed) {
        part.dropSurely("prompt_cache_breakpoint");
        String type = part.requiredText("type");
        if (type.equals("text")) {
            addText(blocks, part.requiredText("text"));
        } else if (type.equals("refusal") && allowed == Allowed.TEXT_AND_REFUSAL) {
            addText(blocks, part.requiredText("refusal"));
        } else if (type.equals("image_url") && (allowed == Allowed.ALL || allowed == Allowed.TEXT_AND_IMAGES)) {
            blocks.add(image(part.requiredObject("image_url")));
        } else if (type.equals("file") && allowed == Allowed.ALL) {
            blocks.add(document(part.requiredObject("file")));
        } else {
            throw part.wrong(
                    "type", "cannot be translated: Anthropic's API has no counterpart for this type of content here");
        }
    }

    private static void addText(ArrayNode blocks, String text) {
        if (!text.isBlank()) {
            blocks.add(Json.typed("text").put("text", text));
        }
    }

    private static ObjectNode image(Fields image) {
        String url = image.requiredText("url");
        String detail = image.text("detail");
        if (detail != null && !detail.equals("auto") && !detail.equals("high")) {
            // it always looks at the whole image
            image.dropped().hint(image, "detail");
        }
        image.dropTheRest();
        ObjectNode block = Json.typed("image");
        DataUrl data = DataUrl.parse(url);
        if (data != null) {
            block.set("source", base64(data));
        } else if (url.startsWith("https://") || url.startsWith("http://")) {
            block.putObject("source").put("type", "url").put("url", url);
        } else {
            throw image.wrong("url", "must be an http or https URL, or a data URL in base64");
        }
        return block;
    }

    private static ObjectNode document(Fields file) {
        String text = file.text("file_data");
        DataUrl data = text == null ? null : DataUrl.parse(text);
        if (data == null || !data.mediaType().equals("application/pdf")) {
            throw file.wrong(
                    "file_data",
                    "must be a data URL of a PDF in base64: this model's provider speaks Anthropic's API, which takes"
                            + " nothing else");
        }
        ObjectNode block = Json.typed("document");
        block.set("source", base64(data));
        String name = file.text("filename");
        if (name != null) {
            block.put("title", name);
        }
        file.dropTheRest();
        return block;
    }

    private static ObjectNode base64(DataUrl data) {
        return Json.typed("base64").put("media_type", data.mediaType()).put("data", data.data());
    }
}
