"""Python's clients on each model of a running router: a whole tool turn, streaming, and a structured answer.

usage: clients.py CLIENT MODEL…; prints a line for each cell: client, model, what, "ok" or the reason why not, with tabs between.
"""

import asyncio
import importlib
import os
import signal
import sys
import warnings

import pydantic

warnings.simplefilter("ignore")
ROUTER = os.environ["ROUTER"]
V1 = ROUTER + "/v1"
KEY = "a-client's-key"
SECONDS = 60
MARKER = "weather-7731"
PROMPT = "What is the weather in Paris, and in Rome?"
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}


class Weather(pydantic.BaseModel):
    """The weather in a city."""

    city: str
    degrees: int


def get_weather(city: str) -> str:
    """Tells the weather in a city."""
    return f"{MARKER} in {city}"


def arguments(text):
    return pydantic.TypeAdapter(dict).validate_json(text)


def openai_client():
    import openai

    return openai.OpenAI(base_url=V1, api_key=KEY, max_retries=0, timeout=SECONDS)


def openai_chat_tools(model):
    client = openai_client()
    tools = [{"type": "function", "function": {"name": "get_weather", "description": "Tells the weather.", "parameters": SCHEMA}}]
    messages = [{"role": "user", "content": PROMPT}]
    with client.chat.completions.stream(model=model, messages=messages, tools=tools) as stream:
        said = stream.get_final_completion().choices[0].message
    messages.append(said)
    for call in said.tool_calls:
        messages.append({"role": "tool", "tool_call_id": call.id, "content": get_weather(**arguments(call.function.arguments))})
    with client.chat.completions.stream(model=model, messages=messages, tools=tools) as stream:
        return stream.get_final_completion().choices[0].message.content


def openai_chat_structured(model):
    answer = openai_client().chat.completions.parse(model=model, messages=[{"role": "user", "content": PROMPT}], response_format=Weather)
    return answer.choices[0].message.parsed


def openai_responses_tools(model):
    client = openai_client()
    tools = [{"type": "function", "name": "get_weather", "description": "Tells the weather.", "parameters": SCHEMA, "strict": True}]
    items = [{"role": "user", "content": PROMPT}]
    with client.responses.stream(model=model, input=items, tools=tools) as stream:
        output = stream.get_final_response().output
    items += [item.model_dump(exclude_none=True, exclude={"parsed_arguments"}) for item in output]
    for call in output:
        if call.type == "function_call":
            items.append({"type": "function_call_output", "call_id": call.call_id, "output": get_weather(**arguments(call.arguments))})
    with client.responses.stream(model=model, input=items, tools=tools) as stream:
        return stream.get_final_response().output_text


def openai_responses_structured(model):
    return openai_client().responses.parse(model=model, input=PROMPT, text_format=Weather).output_parsed


def anthropic_client():
    import anthropic

    return anthropic.Anthropic(base_url=ROUTER, api_key=KEY, max_retries=0, timeout=SECONDS)


def anthropic_tools(model):
    """With the SDK's runner of tools."""
    import anthropic

    tool = anthropic.beta_tool(get_weather)
    runner = anthropic_client().beta.messages.tool_runner(
        model=model, max_tokens=1000, tools=[tool], messages=[{"role": "user", "content": PROMPT}], stream=True
    )
    last = None
    for stream in runner:
        last = stream.get_final_message()
    return "".join(block.text for block in last.content if block.type == "text")


def anthropic_structured(model):
    answer = anthropic_client().messages.parse(
        model=model, max_tokens=1000, messages=[{"role": "user", "content": PROMPT}], output_format=Weather
    )
    return answer.parsed_output


def langchain_turn(llm):
    from langchain_core.messages import HumanMessage, ToolMessage
    from langchain_core.tools import tool

    bound = llm.bind_tools([tool(get_weather)])
    messages = [HumanMessage(PROMPT)]

    def ask():
        whole = None
        for chunk in bound.stream(messages):
            whole = chunk if whole is None else whole + chunk
        return whole

    said = ask()
    messages.append(said)
    messages += [ToolMessage(get_weather(**call["args"]), tool_call_id=call["id"]) for call in said.tool_calls]
    content = ask().content
    return content if isinstance(content, str) else "".join(part if isinstance(part, str) else part.get("text", "") for part in content)


def langchain_openai(model):
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(model=model, base_url=V1, api_key=KEY, max_retries=0, timeout=SECONDS)


def langchain_anthropic(model):
    from langchain_anthropic import ChatAnthropic

    return ChatAnthropic(model=model, base_url=ROUTER, api_key=KEY, max_retries=0, timeout=SECONDS, max_tokens=1000)


def langchain_structured(llm):
    return llm.with_structured_output(Weather).invoke(PROMPT)


def pydantic_openai(model):
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    return OpenAIChatModel(model, provider=OpenAIProvider(base_url=V1, api_key=KEY))


def pydantic_anthropic(model):
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    return AnthropicModel(model, provider=AnthropicProvider(base_url=ROUTER, api_key=KEY))


def pydantic_turn(model):
    from pydantic_ai import Agent

    async def run():
        agent = Agent(model, tools=[get_weather], retries=0)
        async with agent.run_stream(PROMPT) as result:
            return await result.get_output()

    return asyncio.run(run())


def pydantic_structured(model):
    from pydantic_ai import Agent

    return asyncio.run(Agent(model, output_type=Weather, retries=0).run(PROMPT)).output


def instructor_structured(model):
    import instructor

    client = instructor.from_openai(openai_client())
    return client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": PROMPT}], response_model=Weather, max_retries=0
    )


def agent(model, **more):
    import agents
    import openai

    agents.set_tracing_disabled(True)
    client = openai.AsyncOpenAI(base_url=V1, api_key=KEY, max_retries=0, timeout=SECONDS)
    return agents.Agent(name="a", model=agents.OpenAIResponsesModel(model=model, openai_client=client), **more)


def openai_agents_tools(model):
    import agents

    async def run():
        result = agents.Runner.run_streamed(agent(model, tools=[agents.function_tool(get_weather)]), PROMPT)
        async for _ in result.stream_events():
            pass
        return result.final_output

    return asyncio.run(run())


def openai_agents_structured(model):
    import agents

    return asyncio.run(agents.Runner.run(agent(model, output_type=Weather), PROMPT)).final_output


def litellm_ask(prefix, base, model, messages, **more):
    import litellm

    litellm.telemetry = False
    litellm.suppress_debug_info = True
    return litellm.completion(
        model=prefix + model, api_base=base, api_key=KEY, messages=messages, num_retries=0, timeout=SECONDS, **more
    )


def litellm_tools(prefix, base):
    def run(model):
        import litellm

        tools = [{"type": "function", "function": {"name": "get_weather", "description": "Tells the weather.", "parameters": SCHEMA}}]
        messages = [{"role": "user", "content": PROMPT}]

        def ask():
            chunks = list(litellm_ask(prefix, base, model, messages, tools=tools, stream=True))
            return litellm.stream_chunk_builder(chunks, messages=messages).choices[0].message

        said = ask()
        messages.append(said.model_dump(exclude_none=True))
        for call in said.tool_calls or []:
            messages.append({"role": "tool", "tool_call_id": call.id, "content": get_weather(**arguments(call.function.arguments))})
        return ask().content

    return run


def litellm_structured(prefix, base):
    def run(model):
        answer = litellm_ask(prefix, base, model, [{"role": "user", "content": PROMPT}], response_format=Weather)
        return Weather.model_validate_json(answer.choices[0].message.content)

    return run


CLIENTS = {
    "python-openai-chat": (openai_chat_tools, openai_chat_structured),
    "python-openai-responses": (openai_responses_tools, openai_responses_structured),
    "python-anthropic": (anthropic_tools, anthropic_structured),
    "langchain-openai": (lambda m: langchain_turn(langchain_openai(m)), lambda m: langchain_structured(langchain_openai(m))),
    "langchain-anthropic": (lambda m: langchain_turn(langchain_anthropic(m)), lambda m: langchain_structured(langchain_anthropic(m))),
    "pydantic-ai-openai": (lambda m: pydantic_turn(pydantic_openai(m)), lambda m: pydantic_structured(pydantic_openai(m))),
    "pydantic-ai-anthropic": (lambda m: pydantic_turn(pydantic_anthropic(m)), lambda m: pydantic_structured(pydantic_anthropic(m))),
    "instructor": (None, instructor_structured),
    "openai-agents": (openai_agents_tools, openai_agents_structured),
    "litellm-openai": (litellm_tools("openai/", V1), litellm_structured("openai/", V1)),
    "litellm-anthropic": (litellm_tools("anthropic/", ROUTER), litellm_structured("anthropic/", ROUTER)),
}


# what takes long is loaded before the first cell's time begins
MODULES = {
    "python-openai": "openai",
    "python-anthropic": "anthropic",
    "langchain-openai": "langchain_openai",
    "langchain-anthropic": "langchain_anthropic",
    "pydantic-ai": "pydantic_ai",
    "instructor": "instructor",
    "openai-agents": "agents",
    "litellm": "litellm",
}


def cell(action, model, right):
    signal.alarm(SECONDS)
    try:
        answer = action(model)
        return "ok" if right(answer) else f"answered {answer!r}"
    except TimeoutError:
        return "timed out"
    except BaseException as e:  # whatever a client throws is the cell's reason
        return f"{type(e).__name__}: {e}"
    finally:
        signal.alarm(0)


def too_late(*_):
    raise TimeoutError


def main():
    signal.signal(signal.SIGALRM, too_late)
    client, *models = sys.argv[1:]
    tools, structured = CLIENTS[client]
    importlib.import_module(next(module for name, module in MODULES.items() if client.startswith(name)))
    for model in models:
        results = [
            ("tools", cell(tools, model, lambda answer: MARKER in str(answer)) if tools else "-"),
            ("structured", cell(structured, model, lambda answer: isinstance(answer, Weather) and bool(answer.city))),
        ]
        for what, result in results:
            print(client, model, what, " ".join(result.split()), sep="\t", flush=True)


main()
