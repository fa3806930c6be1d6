import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createFakeLLM, type FormatName } from '../index.ts'
import { ask, eventsIn } from '../support/ask.ts'

const formats = [
  ...(['openai', 'azure-openai', 'anthropic', 'google', 'cohere', 'mistral', 'groq', 'together'] as const),
].map((format) => [format, format] as const)
const apis: readonly (readonly [FormatName, FormatName | 'openai-responses'])[] = [
  ...formats,
  ['openai', 'openai-responses'],
]

const call = { name: 'look', input: { at: 1 }, id: 'call12345' }
const parts = { reasoning: 'Hm.', text: 'Hi', toolCalls: [call] }
/** How a part shows in a body, whatever the vendor calls it. */
const signs = {
  reasoning: /"(thinking|thought|reasoning|reasoning_content)":|"type":"(thinking|reasoning)"/,
  // Mistral writes thoughts as texts, too.
  text: /"type":"(text|output_text)"(?!,"text":"Hm\.")|"text":"Hi"|"content":"Hi"/,
  toolCalls: /"tool_calls":[[{](?!\])|"tool_use"|"functionCall"|"function_call"|"tool-call-start"/,
} as const
type Part = keyof typeof signs
const names = Object.keys(signs) as Part[]

const given: readonly (readonly Part[])[] = [
  ['text'],
  ['toolCalls'],
  ['reasoning', 'text'],
  ['reasoning', 'toolCalls'],
  ['text', 'toolCalls'],
]
const all = apis.flatMap(([target, format]) => given.map((has) => ({ target, format, has })))

it.each(all)('$format writes $has and nothing else', async ({ target, format, has }) => {
  const reply = Object.fromEntries(has.map((name) => [name, parts[name]]))
  const fake = createFakeLLM({ targets: { a: { format: target, reply } }, clock: createFakeClock() })
  for (const stream of [false, true]) {
    const body = await (await ask(fake, 'a', { format, stream })).text()
    expect(names.filter((name) => signs[name].test(body))).toEqual(has)
    if (!stream) expect(body.includes('"tool_calls"') && !has.includes('toolCalls')).toBe(false)
  }
})

const answerOf = async (format: FormatName, reply: object): Promise<unknown> => {
  const fake = createFakeLLM({ targets: { a: { format, reply } }, clock: createFakeClock() })
  return (await ask(fake, 'a', { format })).json()
}

it('an answer without a text has no content, null or its other parts alone', async () => {
  const { reasoning, toolCalls } = parts
  const cohere = (await answerOf('cohere', { toolCalls })) as { message: object }
  expect(Object.keys(cohere.message)).toEqual(['role', 'tool_calls'])
  const google = (await answerOf('google', { toolCalls })) as {
    candidates: { content: { parts: object[] } }[]
  }
  expect(google.candidates[0]?.content.parts.map((part) => 'functionCall' in part)).toEqual([true])
  expect(await answerOf('openai', { toolCalls })).toMatchObject({ choices: [{ message: { content: null } }] })
  const thinking = [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }]
  expect(await answerOf('mistral', { reasoning, toolCalls })).toMatchObject({
    choices: [{ message: { content: thinking } }],
  })
})

it('a stream of chat completions tells its usage only to those who ask for it', async () => {
  const fake = createFakeLLM({ targets: { a: {} }, clock: createFakeClock() })
  const usages = async (more: object): Promise<unknown[]> => {
    const body = { model: 'm', messages: [], stream: true, ...more }
    const response = await fake.fetch(`${fake.url('a')}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
    const chunks = eventsIn(await response.text()).filter((event) => event !== '[DONE]')
    return chunks.map((chunk) => (chunk as { usage?: unknown }).usage)
  }
  expect(new Set(await usages({}))).toEqual(new Set([undefined]))
  expect(new Set(await usages({ stream_options: { include_usage: false } }))).toEqual(new Set([undefined]))
  const asked = await usages({ stream_options: { include_usage: true } })
  expect(asked.slice(0, -1).every((usage) => usage === null)).toBe(true)
  expect(asked.at(-1)).toMatchObject({ completion_tokens: 9 })
})
