// Node.js's clients on each model of a running router: a whole tool turn, streaming, and a structured answer.
// usage: clients.mjs CLIENT MODEL…; prints a line for each cell: client, model, what, "ok" or the reason why not, with tabs between.
const ROUTER = process.env.ROUTER;
const V1 = ROUTER + "/v1";
const KEY = "a-client's-key";
const MARKER = "weather-7731";
const PROMPT = "What is the weather in Paris, and in Rome?";
const SECONDS = 60;
const weather = ({ city }) => `${MARKER} in ${city}`;
const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false };
const ANSWER = {
  type: "object",
  properties: { city: { type: "string" }, degrees: { type: "integer" } },
  required: ["city", "degrees"],
  additionalProperties: false,
};

async function openai() {
  const { default: OpenAI } = await import("openai");
  return new OpenAI({ baseURL: V1, apiKey: KEY, maxRetries: 0, timeout: SECONDS * 1000 });
}

async function anthropic() {
  const { default: Anthropic } = await import("@anthropic-ai/sdk");
  return new Anthropic({ baseURL: ROUTER, apiKey: KEY, maxRetries: 0, timeout: SECONDS * 1000 });
}

const CHAT_TOOL = { name: "get_weather", description: "Tells the weather.", parameters: SCHEMA };

const openaiChat = {
  /** With the SDK's runner of tools. */
  async tools(model) {
    const tool = { type: "function", function: { ...CHAT_TOOL, function: weather, parse: JSON.parse } };
    const runner = (await openai()).chat.completions.runTools({
      model,
      stream: true,
      messages: [{ role: "user", content: PROMPT }],
      tools: [tool],
    });
    return runner.finalContent();
  },
  async structured(model) {
    const format = { type: "json_schema", json_schema: { name: "weather", strict: true, schema: ANSWER } };
    const messages = [{ role: "user", content: PROMPT }];
    const answer = await (await openai()).chat.completions.create({ model, messages, response_format: format });
    return JSON.parse(answer.choices[0].message.content);
  },
};

const openaiResponses = {
  async tools(model) {
    const client = await openai();
    const tools = [{ type: "function", strict: true, ...CHAT_TOOL }];
    const input = [{ role: "user", content: PROMPT }];
    const { output } = await client.responses.stream({ model, input, tools }).finalResponse();
    for (const { parsed_arguments, ...item } of output) {
      input.push(item);
    }
    for (const call of output.filter((item) => item.type === "function_call")) {
      input.push({ type: "function_call_output", call_id: call.call_id, output: weather(JSON.parse(call.arguments)) });
    }
    return (await client.responses.stream({ model, input, tools }).finalResponse()).output_text;
  },
  async structured(model) {
    const text = { format: { type: "json_schema", name: "weather", strict: true, schema: ANSWER } };
    return JSON.parse((await (await openai()).responses.create({ model, input: PROMPT, text })).output_text);
  },
};

const anthropicMessages = {
  /** With the SDK's runner of tools. */
  async tools(model) {
    const tool = { name: "get_weather", description: "Tells the weather.", input_schema: SCHEMA, run: weather };
    const runner = (await anthropic()).beta.messages.toolRunner({
      model,
      max_tokens: 1000,
      stream: true,
      messages: [{ role: "user", content: PROMPT }],
      tools: [{ ...tool, parse: (input) => input }],
    });
    let last;
    for await (const stream of runner) {
      last = await stream.finalMessage();
    }
    return last.content.map((block) => block.text ?? "").join("");
  },
  async structured(model) {
    const answer = await (await anthropic()).messages.create({
      model,
      max_tokens: 1000,
      messages: [{ role: "user", content: PROMPT }],
      output_config: { format: { type: "json_schema", schema: ANSWER } },
    });
    return JSON.parse(answer.content.map((block) => block.text ?? "").join(""));
  },
};

function aiSdk(modelOf) {
  return {
    async tools(model) {
      const { streamText, tool, jsonSchema, stepCountIs } = await import("ai");
      const get_weather = tool({ description: "Tells the weather.", inputSchema: jsonSchema(SCHEMA), execute: async (input) => weather(input) });
      let fault;
      const result = streamText({
        model: await modelOf(model),
        prompt: PROMPT,
        tools: { get_weather },
        stopWhen: stepCountIs(3),
        maxRetries: 0,
        onError: ({ error }) => {
          fault = error;
        },
      });
      await result.consumeStream();
      if (fault) {
        throw fault;
      }
      return result.text;
    },
    async structured(model) {
      const { generateObject, jsonSchema } = await import("ai");
      return (await generateObject({ model: await modelOf(model), schema: jsonSchema(ANSWER), prompt: PROMPT, maxRetries: 0 })).object;
    },
  };
}

const sdkOpenai = async () => (await import("@ai-sdk/openai")).createOpenAI({ baseURL: V1, apiKey: KEY });

const CLIENTS = {
  "node-openai-chat": openaiChat,
  "node-openai-responses": openaiResponses,
  "node-anthropic": anthropicMessages,
  "ai-sdk-openai-chat": aiSdk(async (model) => (await sdkOpenai()).chat(model)),
  "ai-sdk-openai-responses": aiSdk(async (model) => (await sdkOpenai()).responses(model)),
  "ai-sdk-anthropic": aiSdk(async (model) => (await import("@ai-sdk/anthropic")).createAnthropic({ baseURL: V1, apiKey: KEY })(model)),
};

async function cell(action, model, right) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("timed out")), SECONDS * 1000);
  });
  try {
    const answer = await Promise.race([action(model), late]);
    return right(answer) ? "ok" : `answered ${JSON.stringify(answer)}`;
  } catch (e) {
    return e.message === "timed out" ? e.message : `${e.name}: ${e.message}`;
  } finally {
    clearTimeout(timer);
  }
}

const [client, ...models] = process.argv.slice(2);
for (const model of models) {
  const results = {
    tools: await cell(CLIENTS[client].tools, model, (answer) => String(answer).includes(MARKER)),
    structured: await cell(CLIENTS[client].structured, model, (answer) => typeof answer.city === "string" && typeof answer.degrees === "number"),
  };
  for (const [what, result] of Object.entries(results)) {
    console.log([client, model, what, result.replace(/\s+/g, " ")].join("\t"));
  }
}
process.exit(0);
