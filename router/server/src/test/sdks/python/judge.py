"""OpenAI's and Anthropic's Python SDKs against a running router, whose provider answers with the file that a prompt names."""

import asyncio
import os
import traceback

import anthropic
import openai

ROUTER = os.environ["ROUTER"]
TEXT = "About 384 400 km 🌙"

OPENAI = openai.OpenAI(base_url=ROUTER + "/v1", api_key="a-client's-key", max_retries=0, timeout=60)
ASYNC_OPENAI = openai.AsyncOpenAI(base_url=ROUTER + "/openai/v1", api_key="a-client's-key", max_retries=0, timeout=60)
ANTHROPIC = anthropic.Anthropic(base_url=ROUTER, api_key="a-client's-key", max_retries=0, timeout=60)
ASYNC_ANTHROPIC = anthropic.AsyncAnthropic(base_url=ROUTER + "/anthropic", api_key="a-client's-key", max_retries=0, timeout=60)

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
# model, and the provider's answers in its protocol
CHAT = [("claude", "openai"), ("fast", "anthropic")]
RESPONSES = [("claude", "responses-on-messages"), ("chat-only", "responses-on-chat")]


def chat(model, answer, **more):
    return {"model": model, "messages": [{"role": "user", "content": "golden:" + answer}], **more}


def response(model, answer, **more):
    return {"model": model, "input": "golden:" + answer, **more}


def message(model, answer, **more):
    return {"model": model, "max_tokens": 100, "messages": [{"role": "user", "content": "golden:" + answer}], **more}


def whole(text):
    """Python keeps the halves of a character apart that a provider sent in two deltas."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def raises(error, action):
    try:
        action()
    except error as e:
        return e
    raise AssertionError(f"no {error.__name__}")


def test_chat():
    for model, folder in CHAT:
        answer = OPENAI.chat.completions.create(**chat(model, folder + "/plain/answer"))
        assert answer.choices[0].message.content.startswith(TEXT), answer
        assert answer.usage.prompt_tokens == 125, answer


def test_chat_streams():
    for model, folder in CHAT:
        options = {"stream": True, "stream_options": {"include_usage": True}}
        chunks = list(OPENAI.chat.completions.create(**chat(model, folder + "/plain/answer"), **options))
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        assert whole(text) == TEXT + " – or 🌙", text
        assert chunks[-1].usage.completion_tokens == 12, chunks[-1]


def test_chat_calls_tools_in_a_stream():
    tools = [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}]
    for model, folder in CHAT:
        with OPENAI.chat.completions.stream(**chat(model, folder + "/tools/answer", tools=tools)) as stream:
            calls = stream.get_final_completion().choices[0].message.tool_calls
        assert [call.function.name for call in calls] == ["weather", "now"], calls
        assert calls[1].function.arguments == "{}", calls


def test_chat_takes_results_of_tools():
    tools = [{"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}]
    for model, folder in CHAT:
        request = chat(model, folder + "/tools/answer", tools=tools)
        said = OPENAI.chat.completions.create(**request).choices[0].message
        results = [{"role": "tool", "tool_call_id": call.id, "content": "golden:" + folder + "/plain/answer"} for call in said.tool_calls]
        request["messages"] = [{"role": "user", "content": "?"}, said, *results]
        assert OPENAI.chat.completions.create(**request).choices[0].message.content.startswith(TEXT)


async def test_chat_asynchronously():
    answer = await ASYNC_OPENAI.chat.completions.create(**chat("claude", "openai/plain/answer"))
    assert answer.choices[0].message.content == TEXT
    stream = await ASYNC_OPENAI.chat.completions.create(**chat("claude", "openai/plain/answer", stream=True))
    assert len([chunk async for chunk in stream]) > 3


def test_responses():
    for model, folder in RESPONSES + [("fast", "native")]:
        answer = OPENAI.responses.create(**response(model, folder + "/plain/answer"))
        assert answer.output_text.startswith(TEXT), answer
        assert answer.usage.input_tokens == 125, answer


def test_responses_stream():
    for model, folder in RESPONSES + [("fast", "native")]:
        deltas, last = "", None
        for event in OPENAI.responses.create(**response(model, folder + "/plain/answer", stream=True)):
            last = event
            if event.type == "response.output_text.delta":
                deltas += event.delta
        assert whole(deltas) == TEXT + " – or 🌙" == last.response.output_text, last
        assert last.type in ("response.completed", "response.incomplete"), last


def test_responses_call_tools_in_a_stream():
    tools = [{"type": "function", "name": "weather", "parameters": SCHEMA, "strict": False}]
    for model, folder in RESPONSES:
        with OPENAI.responses.stream(**response(model, folder + "/tools/answer", tools=tools)) as stream:
            answer = stream.get_final_response()
        calls = [item for item in answer.output if item.type == "function_call"]
        assert [call.name for call in calls] == ["weather", "now"], calls
        # what was answered goes back as it is
        results = [
            {"type": "function_call_output", "call_id": call.call_id, "output": f"golden:{folder}/plain/answer"}
            for call in calls
        ]
        items = [{"role": "user", "content": "?"}, *answer.output, *results]
        again = OPENAI.responses.create(model=model, input=items, tools=tools)
        assert again.output_text.startswith(TEXT), again


def test_responses_show_reasoning_and_take_it_back():
    for model, folder in RESPONSES:
        request = response(model, folder + "/thinking/answer", reasoning={"effort": "high", "summary": "auto"})
        request |= {"store": False, "include": ["reasoning.encrypted_content"]}
        with OPENAI.responses.stream(**request) as stream:
            answer = stream.get_final_response()
        assert answer.output[0].summary[0].text == "Is it? Yes.", answer
        again = [*answer.output, {"role": "user", "content": f"golden:{folder}/plain/answer"}]
        assert OPENAI.responses.create(model=model, input=again).output_text.startswith(TEXT)


def test_messages():
    for model, folder in [("fast", "anthropic"), ("claude", "openai")]:
        answer = ANTHROPIC.messages.create(**message(model, folder + "/plain/answer", system="Answer briefly."))
        assert answer.content[0].text.startswith(TEXT), answer
        assert answer.usage.cache_read_input_tokens == 100, answer


def test_messages_stream():
    for model, folder in [("fast", "anthropic"), ("claude", "openai")]:
        with ANTHROPIC.messages.stream(**message(model, folder + "/plain/answer")) as stream:
            assert whole("".join(stream.text_stream)) == TEXT + " – or 🌙"
            assert stream.get_final_message().usage.output_tokens == 12


def test_messages_call_tools_in_a_stream():
    tools = [{"name": "weather", "input_schema": SCHEMA}]
    for model, folder in [("fast", "anthropic"), ("claude", "openai")]:
        request = message(model, folder + "/tools/answer", tools=tools)
        with ANTHROPIC.messages.stream(**request) as stream:
            said = stream.get_final_message()
        calls = [block for block in said.content if block.type == "tool_use"]
        assert [call.name for call in calls] == ["weather", "now"], calls
        results = [{"type": "tool_result", "tool_use_id": call.id, "content": f"golden:{folder}/plain/answer"} for call in calls]
        request["messages"] = [{"role": "user", "content": "?"}, {"role": "assistant", "content": said.content}, {"role": "user", "content": results}]
        assert ANTHROPIC.messages.create(**request).content[0].text.startswith(TEXT)


async def test_messages_asynchronously():
    async with ASYNC_ANTHROPIC.messages.stream(**message("fast", "anthropic/thinking/answer")) as stream:
        answer = await stream.get_final_message()
    assert [block.type for block in answer.content] == ["thinking", "text"], answer


def test_other_operations():
    embeddings = OPENAI.embeddings.create(model="fast", input="golden:other/embeddings")
    assert embeddings.data[0].embedding == [0.5, -1.25], embeddings
    completion = OPENAI.completions.create(model="fast", prompt="golden:other/completion")
    assert completion.choices[0].text == " a time", completion
    count = ANTHROPIC.messages.count_tokens(model="claude", messages=[{"role": "user", "content": "golden:other/count"}])
    assert count.input_tokens == 14, count


def test_models():
    names = ["fast", "quick", "chat-only", "claude"]
    assert [model.id for model in OPENAI.models.list()] == names
    assert [model.id for model in ANTHROPIC.models.list()] == names
    assert OPENAI.models.retrieve("quick").id == "quick"
    assert ANTHROPIC.models.retrieve("quick").id == "quick"
    raises(openai.NotFoundError, lambda: OPENAI.models.retrieve("no/such model"))
    raises(anthropic.NotFoundError, lambda: ANTHROPIC.models.retrieve("no/such model"))


def test_errors():
    for model, folder in CHAT:
        raises(openai.RateLimitError, lambda: OPENAI.chat.completions.create(**chat(model, folder + "/plain/error-429")))
    for model, folder in RESPONSES:
        raises(openai.RateLimitError, lambda: OPENAI.responses.create(**response(model, folder + "/plain/error-429")))
    raises(anthropic.RateLimitError, lambda: ANTHROPIC.messages.create(**message("fast", "anthropic/plain/error-429")))
    raises(anthropic.NotFoundError, lambda: ANTHROPIC.messages.create(**message("fast", "anthropic/plain/error-404")))
    # the provider refuses the gateway's key, not the client's
    own = raises(anthropic.InternalServerError, lambda: ANTHROPIC.messages.create(**message("fast", "anthropic/plain/error-401")))
    assert own.status_code == 502 and "does not accept the gateway's own key" in str(own), own
    unknown = raises(openai.NotFoundError, lambda: OPENAI.chat.completions.create(**chat("nope", "")))
    assert "there is no model 'nope' here" in str(unknown), unknown
    refused = raises(openai.BadRequestError, lambda: OPENAI.chat.completions.create(**chat("claude", "", n=2)))
    assert "'n' cannot be translated" in str(refused), refused
    refused = raises(openai.BadRequestError, lambda: OPENAI.responses.create(**response("claude", "", previous_response_id="a")))
    assert "'previous_response_id' cannot be translated" in str(refused), refused
    refused = raises(anthropic.BadRequestError, lambda: ANTHROPIC.messages.create(**message("fast", "", container="a")))
    assert "'container' cannot be translated" in str(refused), refused


def test_errors_in_the_middle_of_a_stream():
    for file in ("overloaded", "ends-early"):
        for model, folder in CHAT:
            request = chat(model, f"{folder}/plain/{file}", stream=True)
            raises((openai.APIError, OSError), lambda: list(OPENAI.chat.completions.create(**request)))
        for model, folder in RESPONSES:
            request = response(model, f"{folder}/plain/{file}", stream=True)
            raises((openai.APIError, OSError), lambda: list(OPENAI.responses.create(**request)))
        for model, folder in [("fast", "anthropic"), ("claude", "openai")]:
            request = message(model, f"{folder}/plain/{file}", stream=True)
            raises((anthropic.APIError, OSError), lambda: list(ANTHROPIC.messages.create(**request)))


def main():
    failed = 0
    for name, test in [each for each in globals().items() if each[0].startswith("test_")]:
        try:
            result = test()
            if asyncio.iscoroutine(result):
                asyncio.run(result)
            print("ok", name, flush=True)
        except Exception:
            failed += 1
            print("FAILED", name, flush=True)
            traceback.print_exc()
    print("SDKs:", "openai", openai.__version__, "anthropic", anthropic.__version__, "failed:", failed, flush=True)
    raise SystemExit(1 if failed else 0)


main()
