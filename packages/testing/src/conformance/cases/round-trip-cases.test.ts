import type { ChatModel, ChatResponse } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { conformanceCases, type AdapterSettings } from '../index.ts'

const signatures = [
  'EqoBCkgIARABGAIiQDsgxample0000000000000000000000000000000000000000==',
  'EmwKAhgBEgyRedactedExampleOfOurOwn0000000000000000000000==',
]
const call = {
  type: 'tool-call',
  toolCallId: 'toolu_01T1x1fJ34qAmk2tNTrN7Up6',
  toolName: 'get_weather',
} as const

/** Answers what was recorded, and sends back what it is told to keep. */
function echoing(
  { fetch, baseURL }: AdapterSettings,
  keeps: { signatures: boolean; ids: boolean },
): ChatModel {
  let answered = false
  const ask = async (): Promise<ChatResponse> => {
    const id = keeps.ids ? call.toolCallId : 'another'
    const content = [
      ...(keeps.signatures ? [{ type: 'thinking', signatures }] : []),
      { type: 'tool_use', id, name: call.toolName },
      { type: 'tool_result', tool_use_id: id },
    ]
    await fetch(baseURL, {
      method: 'POST',
      body: JSON.stringify({ messages: answered ? [{ content }] : [] }),
    })
    answered = true
    return {
      content: [{ ...call, input: '{}' }],
      text: '',
      finishReason: { unified: 'tool-calls', raw: 'tool_use' },
      usage: { inputTokens, outputTokens },
      warnings: [],
      request: {},
      response: {},
    }
  }
  return {
    provider: 'anthropic',
    modelId: 'model',
    generate: ask,
    async *stream() {
      const { content, finishReason, usage } = await ask()
      for (const part of content) if (part.type === 'tool-call') yield part
      yield { type: 'finish', finishReason, usage }
    },
  }
}

const inputTokens = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 }
const outputTokens = { total: 1, text: 1, reasoning: 0 }

it.each([
  [{ signatures: false, ids: true }, 'did not go back'],
  [{ signatures: true, ids: false }, 'the ids that went back'],
])('an adapter fails the suite when it keeps only %o', async (keeps, complaint) => {
  const name = 'reasoning-stream: sent back, the answer keeps its signatures and the ids of its calls'
  const found = conformanceCases({
    fixtures: 'anthropic',
    create: (settings) => echoing(settings, keeps),
  }).find((one) => one.name === name)
  await expect(found?.run()).rejects.toThrow(complaint)
})
