package dev.sluicegate.router.translate;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.provider.Operation;
import java.util.Set;

/** What is translated into what. */
enum Pair {
    CHAT_ON_CHAT("chat-on-chat", Operation.CHAT, Operation.CHAT),
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
        return translate(body, options(Unsupported.DROP));
    }

    /** As the config says nothing else, for a provider of which nothing is known. */
    Translation.Options options(Unsupported unsupported) {
        Features features = there.api() == Api.OPENAI ? Features.OPENAI : Features.ANTHROPIC;
        return new Translation.Options(unsupported, CacheMarks.AS_SENT, Set.of(), features);
    }

    Translation.Result translate(byte[] body, Translation.Options options) {
        return Translation.of(asked, there, body, "upstream-model", options);
    }
}
