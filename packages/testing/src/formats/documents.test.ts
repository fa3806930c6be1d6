import { createFakeClock } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import type { FormatName } from '../index.ts'
import { createFakeLLM } from '../index.ts'
import { ask, eventsIn } from '../support/ask.ts'

const reply = {
  reasoning: 'Hm.',
  text: 'Hi',
  toolCalls: [{ name: 'look', input: { at: 1 }, id: 'call12345' }],
  usage: { inputTokens: 7, outputTokens: 5, cacheReadTokens: 3, reasoningTokens: 2 },
}

/** What a target of this format answers, whole and streamed, each document on a line. */
const documentsOf = async (
  target: FormatName,
  format: FormatName | 'openai-responses' = target,
): Promise<string> => {
  const fake = createFakeLLM({ targets: { a: { format: target, reply } }, clock: createFakeClock() })
  const whole: unknown = await (await ask(fake, 'a', { format })).json()
  const events = eventsIn(await (await ask(fake, 'a', { format, stream: true })).text())
  return `\n${[whole, ...events].map((document) => JSON.stringify(document)).join('\n')}\n`
}

describe('the documents of an answer', () => {
  it('of OpenAI', async () => {
    expect(await documentsOf('openai')).toMatchInlineSnapshot(`
      "
      {"id":"chatcmpl-fake-1","object":"chat.completion","created":1000,"model":"some-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"tool_calls":[{"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}],"reasoning_content":"Hm."},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"reasoning_content":"Hm."},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call12345","type":"function","function":{"name":"look","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"at\\":1}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
      "[DONE]"
      "
    `)
  })

  it('of Responses', async () => {
    expect(await documentsOf('openai', 'openai-responses')).toMatchInlineSnapshot(`
      "
      {"id":"resp_fake_1","object":"response","created_at":1000,"status":"completed","error":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"some-model","parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"access_programs":null,"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":0},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":12},"output":[{"id":"rs_fake_1","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"id":"msg_fake_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"}]},{"id":"fc_call12345","type":"function_call","call_id":"call12345","name":"look","status":"completed","arguments":"{\\"at\\":1}"}]}
      {"type":"response.created","response":{"id":"resp_fake_2","object":"response","created_at":1000,"status":"in_progress","error":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"some-model","parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"access_programs":null,"usage":null,"output":[]},"sequence_number":0}
      {"type":"response.in_progress","response":{"id":"resp_fake_2","object":"response","created_at":1000,"status":"in_progress","error":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"some-model","parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"access_programs":null,"usage":null,"output":[]},"sequence_number":1}
      {"type":"response.output_item.added","output_index":0,"item":{"id":"rs_fake_2","type":"reasoning","summary":[]},"sequence_number":2}
      {"type":"response.reasoning_summary_part.added","summary_index":0,"part":{"type":"summary_text","text":""},"output_index":0,"item_id":"rs_fake_2","sequence_number":3}
      {"type":"response.reasoning_summary_text.delta","summary_index":0,"delta":"Hm.","output_index":0,"item_id":"rs_fake_2","sequence_number":4}
      {"type":"response.reasoning_summary_text.done","summary_index":0,"text":"Hm.","output_index":0,"item_id":"rs_fake_2","sequence_number":5}
      {"type":"response.reasoning_summary_part.done","summary_index":0,"part":{"type":"summary_text","text":"Hm."},"output_index":0,"item_id":"rs_fake_2","sequence_number":6}
      {"type":"response.output_item.done","output_index":0,"item":{"id":"rs_fake_2","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},"sequence_number":7}
      {"type":"response.output_item.added","output_index":1,"item":{"id":"msg_fake_2","type":"message","role":"assistant","status":"in_progress","content":[]},"sequence_number":8}
      {"type":"response.content_part.added","content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""},"output_index":1,"item_id":"msg_fake_2","sequence_number":9}
      {"type":"response.output_text.delta","content_index":0,"delta":"Hi","logprobs":[],"output_index":1,"item_id":"msg_fake_2","sequence_number":10}
      {"type":"response.output_text.done","content_index":0,"text":"Hi","logprobs":[],"output_index":1,"item_id":"msg_fake_2","sequence_number":11}
      {"type":"response.content_part.done","content_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"},"output_index":1,"item_id":"msg_fake_2","sequence_number":12}
      {"type":"response.output_item.done","output_index":1,"item":{"id":"msg_fake_2","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"}]},"sequence_number":13}
      {"type":"response.output_item.added","output_index":2,"item":{"id":"fc_call12345","type":"function_call","call_id":"call12345","name":"look","status":"in_progress","arguments":""},"sequence_number":14}
      {"type":"response.function_call_arguments.delta","delta":"{\\"at\\":1}","output_index":2,"item_id":"fc_call12345","sequence_number":15}
      {"type":"response.function_call_arguments.done","arguments":"{\\"at\\":1}","output_index":2,"item_id":"fc_call12345","sequence_number":16}
      {"type":"response.output_item.done","output_index":2,"item":{"id":"fc_call12345","type":"function_call","call_id":"call12345","name":"look","status":"completed","arguments":"{\\"at\\":1}"},"sequence_number":17}
      {"type":"response.completed","response":{"id":"resp_fake_2","object":"response","created_at":1000,"status":"completed","error":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"some-model","parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1,"access_programs":null,"usage":{"input_tokens":7,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":0},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":12},"output":[{"id":"rs_fake_2","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"id":"msg_fake_2","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"}]},{"id":"fc_call12345","type":"function_call","call_id":"call12345","name":"look","status":"completed","arguments":"{\\"at\\":1}"}]},"sequence_number":18}
      "
    `)
  })

  it('of Azure', async () => {
    expect(await documentsOf('azure-openai')).toMatchInlineSnapshot(`
      "
      {"id":"chatcmpl-fake-1","object":"chat.completion","created":1000,"model":"some-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"tool_calls":[{"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}],"reasoning_content":"Hm."},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}},"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}}]}
      {"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}}]}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"reasoning_content":"Hm."},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call12345","type":"function","function":{"name":"look","arguments":""}}]},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"at\\":1}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
      "[DONE]"
      "
    `)
  })

  it('of Anthropic', async () => {
    expect(await documentsOf('anthropic')).toMatchInlineSnapshot(`
      "
      {"id":"msg_fake_1","type":"message","role":"assistant","model":"some-model","content":[{"type":"thinking","thinking":"Hm.","signature":"c2VhbGVkJTIwYnklMjBhJTIwZmFrZSAgdGhpbmtpbmc="},{"type":"text","text":"Hi","citations":null},{"type":"tool_use","id":"call12345","name":"look","input":{"at":1}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":3,"output_tokens":5,"output_tokens_details":{"thinking_tokens":2}}}
      {"type":"message_start","message":{"id":"msg_fake_2","type":"message","role":"assistant","model":"some-model","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":3,"output_tokens":1,"output_tokens_details":{"thinking_tokens":0}}}}
      {"type":"ping"}
      {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}
      {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}
      {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2VhbGVkJTIwYnklMjBhJTIwZmFrZSAgdGhpbmtpbmc="}}
      {"type":"content_block_stop","index":0}
      {"type":"content_block_start","index":1,"content_block":{"type":"text","text":"","citations":null}}
      {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}
      {"type":"content_block_stop","index":1}
      {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"call12345","name":"look","input":{}}}
      {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\\"at\\":1}"}}
      {"type":"content_block_stop","index":2}
      {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":5,"output_tokens_details":{"thinking_tokens":2}}}
      {"type":"message_stop"}
      "
    `)
  })

  it('of Google', async () => {
    expect(await documentsOf('google')).toMatchInlineSnapshot(`
      "
      {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"Hi"},{"functionCall":{"id":"call12345","name":"look","args":{"at":1}},"thoughtSignature":"c2VhbGVkJTIwYnklMjBhJTIwZmFrZSAgY2FsbA=="}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":3,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":12},"modelVersion":"some-model","responseId":"resp-fake-1"}
      {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":3,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":12},"modelVersion":"some-model","responseId":"resp-fake-2"}
      {"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":3,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":12},"modelVersion":"some-model","responseId":"resp-fake-2"}
      {"candidates":[{"content":{"parts":[{"functionCall":{"id":"call12345","name":"look","args":{"at":1}},"thoughtSignature":"c2VhbGVkJTIwYnklMjBhJTIwZmFrZSAgY2FsbA=="}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":3,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":12},"modelVersion":"some-model","responseId":"resp-fake-2"}
      {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"cachedContentTokenCount":3,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":12},"modelVersion":"some-model","responseId":"resp-fake-2"}
      "
    `)
  })

  it('of Cohere', async () => {
    expect(await documentsOf('cohere')).toMatchInlineSnapshot(`
      "
      {"id":"chat_fake_1","finish_reason":"TOOL_CALL","message":{"role":"assistant","content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"Hi"}],"tool_calls":[{"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},"usage":{"billed_units":{"input_tokens":7,"output_tokens":5},"tokens":{"input_tokens":7,"output_tokens":5},"cached_tokens":3}}
      {"type":"message-start","id":"chat_fake_2","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}
      {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}
      {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Hm."}}}}
      {"type":"content-end","index":0}
      {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}
      {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"Hi"}}}}
      {"type":"content-end","index":1}
      {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"call12345","type":"function","function":{"name":"look","arguments":""}}}}}
      {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"at\\":1}"}}}}}
      {"type":"tool-call-end","index":0}
      {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":7,"output_tokens":5},"tokens":{"input_tokens":7,"output_tokens":5},"cached_tokens":3}}}
      "[DONE]"
      "
    `)
  })

  it('of Mistral', async () => {
    expect(await documentsOf('mistral')).toMatchInlineSnapshot(`
      "
      {"id":"00000000000000000000000000000001","object":"chat.completion","created":1000,"model":"some-model","choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Hi"}],"refusal":null,"tool_calls":[{"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
      {"id":"00000000000000000000000000000002","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}
      {"id":"00000000000000000000000000000002","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}]},"logprobs":null,"finish_reason":null}]}
      {"id":"00000000000000000000000000000002","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}
      {"id":"00000000000000000000000000000002","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},"logprobs":null,"finish_reason":null}]}
      {"id":"00000000000000000000000000000002","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
      "[DONE]"
      "
    `)
  })

  it('of Groq', async () => {
    expect(await documentsOf('groq')).toMatchInlineSnapshot(`
      "
      {"id":"chatcmpl-fake-1","object":"chat.completion","created":1000,"model":"some-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"tool_calls":[{"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}],"reasoning":"Hm."},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}},"x_groq":{"id":"req_fake_1"}}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"x_groq":{"id":"req_fake_2"}}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"reasoning":"Hm."},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}]},"logprobs":null,"finish_reason":null}],"usage":null}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":null,"x_groq":{"id":"req_fake_2","usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}}
      {"id":"chatcmpl-fake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}
      "[DONE]"
      "
    `)
  })

  it('of Together', async () => {
    expect(await documentsOf('together')).toMatchInlineSnapshot(`
      "
      {"id":"oFake-1","object":"chat.completion","created":1000,"model":"some-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null,"tool_calls":[{"id":"call12345","type":"function","function":{"name":"look","arguments":"{\\"at\\":1}"}}],"reasoning":"Hm."},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"cached_tokens":3}}
      {"id":"oFake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}
      {"id":"oFake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"reasoning":"Hm."},"logprobs":null,"finish_reason":null}]}
      {"id":"oFake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":null,"finish_reason":null}]}
      {"id":"oFake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call12345","type":"function","function":{"name":"look","arguments":""}}]},"logprobs":null,"finish_reason":null}]}
      {"id":"oFake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"at\\":1}"}}]},"logprobs":null,"finish_reason":null}]}
      {"id":"oFake-2","object":"chat.completion.chunk","created":1000,"model":"some-model","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"cached_tokens":3}}
      "[DONE]"
      "
    `)
  })
})

describe('a question that lacks something is refused', () => {
  const post = async (format: FormatName, path: string, body: unknown): Promise<[number, string]> => {
    const fake = createFakeLLM({ targets: { a: { format } }, clock: createFakeClock() })
    const response = await fake.fetch(fake.url('a') + path, { method: 'POST', body: JSON.stringify(body) })
    return [response.status, await response.text()]
  }
  const messages = [{ role: 'user', content: 'hi' }]

  it.each<[FormatName, string, unknown, string]>([
    ['anthropic', '/v1/messages', [], 'The request body is not valid JSON'],
    ['anthropic', '/v1/messages', { messages, max_tokens: 5 }, 'model: Field required'],
    ['anthropic', '/v1/messages', { model: 'm', max_tokens: 5 }, 'messages: Field required'],
    ['anthropic', '/v1/messages', { model: 'm', messages }, 'max_tokens: Field required'],
    ['cohere', '/v2/chat', 7, 'invalid request: the body is no JSON object'],
    ['cohere', '/v2/chat', { messages }, 'invalid request: model is required'],
    ['cohere', '/v2/chat', { model: 'm' }, 'invalid request: messages are required'],
    ['cohere', '/v2/embed', { texts: ['a'], input_type: 'x' }, 'invalid request: model is required'],
    ['cohere', '/v2/embed', { model: 'm', texts: [1] }, 'invalid request: texts must be a list of texts'],
    ['cohere', '/v2/embed', { model: 'm', texts: ['a'] }, 'invalid request: input_type is required'],
    [
      'cohere',
      '/v2/embed',
      { model: 'm', texts: ['a'], input_type: 'x', embedding_types: ['int8'] },
      'the fake has embeddings of the type float only',
    ],
    ['openai', '/chat/completions', null, 'We could not parse the JSON body of your request.'],
    ['openai', '/chat/completions', { messages }, 'you must provide a model parameter'],
    ['openai', '/chat/completions', { model: 'm' }, "Missing required parameter: 'messages'."],
    ['openai', '/responses', { input: 'hi' }, "Missing required parameter: 'model'."],
    ['openai', '/responses', { model: 'm', input: {} }, "Missing required parameter: 'input'."],
    [
      'openai',
      '/responses',
      { model: 'm', input: [], background: true, store: false },
      "'background' requires 'store' to be true.",
    ],
    ['openai', '/embeddings', [], 'We could not parse the JSON body of your request.'],
    ['openai', '/embeddings', { input: 'a' }, 'you must provide a model parameter'],
    ['openai', '/embeddings', { model: 'm', input: ['a', 1] }, "'input' must be a text or a list of texts"],
  ])('%s %s: %j', async (format, path, body, problem) => {
    const [status, text] = await post(format, path, body)
    expect(status).toBe(400)
    expect(text).toContain(problem)
  })

  it.each<[FormatName, string, object]>([
    ['openai', '/responses', { model: 'm', input: 'hi' }],
    ['openai', '/responses', { model: 'm', input: [], background: true }],
    ['cohere', '/v2/embed', { model: 'm', texts: 'a', input_type: 'x', embedding_types: ['int8', 'float'] }],
    ['openai', '/embeddings', { model: 'm', input: 'a' }],
  ])('and one that lacks nothing is not: %s %s %j', async (format, path, body) => {
    expect((await post(format, path, body))[0]).toBe(200)
  })
})

describe('an error', () => {
  const errorOf = async (format: FormatName, fault: object | number): Promise<unknown> => {
    const fake = createFakeLLM({ targets: { a: { format } }, clock: createFakeClock() })
    fake.target('a').script([fault as never])
    const response = await ask(fake, 'a', { format })
    return [response.status, await response.json()]
  }

  it('has the vendor’s status and words, and those that are given', async () => {
    expect(await errorOf('openai', { fault: 'quota' })).toEqual([
      429,
      {
        error: {
          message: 'You exceeded your current quota, please check your plan and billing details.',
          type: 'insufficient_quota',
          param: null,
          code: 'insufficient_quota',
        },
      },
    ])
    expect(await errorOf('openai', { fault: 'rate-limit', retryAfterMs: 1500 })).toMatchObject([
      429,
      { error: { message: expect.stringMatching(/\(RPM\)\. Please try again in 1500ms\.$/) as string } },
    ])
    expect(await errorOf('openai', { fault: 'rate-limit' })).toMatchObject([
      429,
      { error: { message: expect.stringMatching(/some-model on requests per min .* in 1000ms/) as string } },
    ])
    expect(await errorOf('openai', { fault: 'server', message: 'own words' })).toMatchObject([
      500,
      { error: { message: 'own words', type: 'server_error', code: null } },
    ])
    expect(await errorOf('openai', { fault: 'model-not-found' })).toMatchObject([
      404,
      { error: { message: expect.stringContaining('`some-model`') as string } },
    ])
  })

  it.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [418, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [529, 'overloaded_error'],
    [599, 'api_error'],
  ])('that is only the status %i has the words that go with it', async (status, type) => {
    const [given, body] = (await errorOf('anthropic', status)) as [number, { error: { type: string } }]
    expect([given, body.error.type]).toEqual([status, type])
  })
})
