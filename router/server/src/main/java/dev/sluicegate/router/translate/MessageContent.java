package dev.sluicegate.router.translate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Anthropic's content blocks as the parts of OpenAI's messages. */
final class MessageContent {
    private static final String PDF = "application/pdf";

    private MessageContent() {}

    /** Which parts a message may have in OpenAI's protocol, by its role. */
    enum Allowed {
        TEXT,
        ALL
    }

    /** A field that is a string, an array of blocks, or absent, as a string or an array of parts. */
    static JsonNode of(Fields holder, String name, Allowed allowed) {
        JsonNode content = holder.take(name);
        if (content == null) {
            return TextNode.valueOf("");
        }
        if (content.isTextual()) {
            return content;
        }
        if (!content.isArray()) {
            throw holder.wrong(name, "must be a string or an array of blocks");
        }
        ArrayNode parts = Json.array();
        for (Fields block : holder.objects(name)) {
            parts.add(part(block, allowed));
            block.dropTheRest();
        }
        return simplified(parts);
    }

    /** A single text as a string, which every provider takes. */
    static JsonNode simplified(ArrayNode parts) {
        if (parts.isEmpty()) {
            return TextNode.valueOf("");
        }
        return parts.size() == 1 && parts.path(0).has("text") ? parts.path(0).path("text") : parts;
    }

    static ObjectNode part(Fields block, Allowed allowed) {
        // OpenAI's caches need no marks
        block.dropSurely(CacheMarks.NAME);
        String type = block.requiredText("type");
        if (type.equals("text")) {
            block.dropUnless("citations", Json.array());
            return Json.typed("text").put("text", block.requiredText("text"));
        }
        if (type.equals("image") && allowed == Allowed.ALL) {
            ObjectNode part = Json.typed("image_url");
            part.putObject("image_url").put("url", imageUrl(block.requiredObject("source")));
            return part;
        }
        if (type.equals("document")) {
            Fields source = block.requiredObject("source");
            if (source.requiredText("type").equals("text")) {
                return text(block, source.requiredText("data"));
            }
            if (allowed == Allowed.ALL) {
                return file(block, source);
            }
        }
        if (type.equals("search_result")) {
            return searchResult(block);
        }
        throw block.wrong(
                "type", "cannot be translated: OpenAI's API has no counterpart for this type of content here");
    }

    private static String imageUrl(Fields source) {
        String type = source.requiredText("type");
        String url = switch (type) {
            case "base64" -> base64(source);
            case "url" -> source.requiredText("url");
            default -> throw source.noCounterpart("type");
        };
        source.dropTheRest();
        return url;
    }

    /** A document that is a text, after its title. */
    private static ObjectNode text(Fields block, String content) {
        noCitations(block);
        StringBuilder text = new StringBuilder();
        for (String name : new String[] {"title", "source", "context"}) {
            JsonNode about = block.take(name);
            if (about != null && about.isTextual()) {
                text.append(about.textValue()).append('\n');
            }
        }
        return Json.typed("text").put("text", text.append(content).toString());
    }

    private static ObjectNode searchResult(Fields block) {
        StringBuilder content = new StringBuilder();
        for (Fields inner : block.objects("content")) {
            content.append(content.isEmpty() ? "" : "\n").append(inner.requiredText("text"));
            inner.dropTheRest();
        }
        return text(block, content.toString());
    }

    private static void noCitations(Fields block) {
        Fields citations = block.object("citations");
        if (citations != null) {
            citations.dropUnless("enabled", BooleanNode.FALSE);
            citations.dropTheRest();
        }
    }

    private static ObjectNode file(Fields block, Fields source) {
        if (!source.requiredText("type").equals("base64")) {
            throw source.wrong("type", "must be 'base64': OpenAI's API takes a document's own bytes");
        }
        String data = base64(source);
        if (!data.startsWith("data:" + PDF + ";")) {
            throw source.wrong("media_type", "must be '" + PDF + "'");
        }
        source.dropTheRest();
        noCitations(block);
        String title = block.text("title");
        ObjectNode part = Json.typed("file");
        // OpenAI wants a name
        part.putObject("file")
                .put("filename", title == null ? "document.pdf" : title)
                .put("file_data", data);
        return part;
    }

    private static String base64(Fields source) {
        return new DataUrl(source.requiredText("media_type"), source.requiredText("data")).toString();
    }
}
