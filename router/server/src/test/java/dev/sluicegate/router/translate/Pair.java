package dev.sluicegate.router.translate;

import dev.sluicegate.router.provider.Operation;

/** What is translated into what. */
enum Pair {
    CHAT_ON_MESSAGES("openai", Operation.CHAT, Operation.MESSAGES),
    MESSAGES_ON_CHAT("anthropic", Operation.MESSAGES, Operation.CHAT),
    RESPONSES_ON_CHAT("responses-on-chat", Operation.RESPONSES, Operation.CHAT),
    RESPONSES_ON_MESSAGES("responses-on-messages", Operation.RESPONSES, Operation.MESSAGES);

    /** Where its golden conversations are. */
    final String folder;

    final Operation asked;
    final Operation there;

    Pair(String folder, Operation asked, Operation there) {
        this.folder = folder;
        this.asked = asked;
        this.there = there;
    }

    Translation.Result translate(byte[] body) {
        return translate(body, Translation.Options.DEFAULT);
    }

    Translation.Result translate(byte[] body, Translation.Options options) {
        return Translation.of(asked, there, body, "upstream-model", options);
    }
}
