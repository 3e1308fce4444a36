package dev.sluicegate.router.provider;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Capabilities;
import dev.sluicegate.router.config.Capabilities.ReasoningHistory;
import dev.sluicegate.router.config.Capabilities.ResponseFormats;
import dev.sluicegate.router.config.Capabilities.SystemMessages;
import dev.sluicegate.router.config.Capabilities.TokenLimit;
import dev.sluicegate.router.config.Capabilities.ToolSchemas;
import dev.sluicegate.router.config.Provider;
import dev.sluicegate.router.config.Provider.ChatRequests;
import dev.sluicegate.router.config.Provider.StreamUsage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The features of a provider's protocol that it has: what its config says, else its flavor's preset, else the protocol. Immutable.
 *
 * @param refused fields that the router does not write, and that hints of clients do not become
 * @param cut of these, those that are left out of requests that pass through too, since the config says so
 * @param efforts levels of {@code reasoning_effort}, the lowest first; empty if they are not known
 * @param chatAdapted whether chat completions are made to fit it although their clients speak its protocol
 * @param misnumbersCalls whether the fragments of calls in its streams have no numbers, or the same for several calls
 * @param toolCallIdLength how many letters and digits a call's id must have; 0 if it may be any
 */
public record Features(
        Set<String> refused,
        Set<String> cut,
        List<String> efforts,
        SystemMessages systemMessages,
        ReasoningHistory reasoningHistory,
        int toolNameLength,
        int toolCallIdLength,
        ToolSchemas toolSchemas,
        ResponseFormats responseFormats,
        boolean topPWithTemperature,
        boolean chatAdapted,
        boolean misnumbersCalls) {
    /** OpenAI's newer name for the limit of tokens, in place of which a provider that refuses it gets the older one. */
    public static final String TOKEN_LIMIT = "max_completion_tokens";

    /** The field by which a stream's usage is asked for. */
    public static final String STREAM_OPTIONS = "stream_options";

    /** Of a provider that speaks OpenAI's protocol as it stands. */
    public static final Features OPENAI = of(Api.OPENAI, Capabilities.NONE, Capabilities.NONE, Set.of(), false, false);

    /** Of Anthropic's. */
    public static final Features ANTHROPIC =
            of(Api.ANTHROPIC, Capabilities.NONE, Capabilities.NONE, Set.of(), false, false);

    /** OpenAI's limit for the names of functions. */
    private static final int OPENAI_TOOL_NAME = 64;

    private static final int ANTHROPIC_TOOL_NAME = 128;

    public Features {
        refused = Set.copyOf(refused);
        cut = Set.copyOf(cut);
        efforts = List.copyOf(efforts);
    }

    /** What is known of a provider by its config. */
    public static Features of(Provider provider) {
        Capabilities own = provider.capabilities();
        return of(
                provider.api(),
                own == null ? Capabilities.NONE : own,
                Presets.of(provider.flavor()),
                provider.streamUsage() == StreamUsage.AS_SENT ? Set.of(STREAM_OPTIONS) : Set.of(),
                provider.chat() == ChatRequests.ADAPTED,
                Presets.misnumbersCalls(provider.flavor()));
    }

    private static Features of(
            Api api,
            Capabilities own,
            Capabilities preset,
            Set<String> unasked,
            boolean chatAdapted,
            boolean misnumbersCalls) {
        Set<String> refused = new HashSet<>(unasked);
        refused.addAll(preset.refusedFields());
        refused.addAll(own.refusedFields());
        if (either(own.tokenLimit(), preset.tokenLimit(), TokenLimit.MAX_COMPLETION_TOKENS) == TokenLimit.MAX_TOKENS) {
            refused.add(TOKEN_LIMIT);
        }
        boolean openAi = api == Api.OPENAI;
        return new Features(
                refused,
                Set.copyOf(own.refusedFields()),
                own.efforts().isEmpty() ? preset.efforts() : own.efforts(),
                either(own.systemMessages(), preset.systemMessages(), SystemMessages.ANYWHERE),
                either(own.reasoningHistory(), preset.reasoningHistory(), ReasoningHistory.REASONING_CONTENT),
                either(own.toolNameLength(), preset.toolNameLength(), openAi ? OPENAI_TOOL_NAME : ANTHROPIC_TOOL_NAME),
                either(own.toolCallIdLength(), preset.toolCallIdLength(), 0),
                either(own.toolSchemas(), preset.toolSchemas(), ToolSchemas.FULL),
                either(own.responseFormats(), preset.responseFormats(), ResponseFormats.JSON_SCHEMA),
                either(own.topPWithTemperature(), preset.topPWithTemperature(), openAi),
                chatAdapted,
                misnumbersCalls);
    }

    private static <T> T either(@Nullable T own, @Nullable T preset, T otherwise) {
        return own != null ? own : preset != null ? preset : otherwise;
    }
}
