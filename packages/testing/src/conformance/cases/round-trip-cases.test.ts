import type { ChatModel, ChatRequest, ChatResponse, Content } from '@llm-balancer/provider'
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

/** A call that the vendor answers itself. */
const own = { ...call, toolCallId: 'srvtoolu_01', toolName: 'web_search', providerExecuted: true } as const
const content: Content[] = [own, call].map((each) => ({ ...each, input: '{}' }))

const resultsIn = ({ messages }: ChatRequest): string[] =>
  messages
    .flatMap((message) => (message.role === 'tool' ? message.content : []))
    .flatMap((part) => (part.type === 'tool-result' ? [part.toolCallId] : []))

/** Answers what was recorded, and sends back what it is told to keep. */
function echoing(
  { fetch, baseURL }: AdapterSettings,
  keeps: { signatures: boolean; ids: boolean },
): ChatModel {
  let answered = false
  const ask = async (request: ChatRequest): Promise<ChatResponse> => {
    const id = keeps.ids ? call.toolCallId : 'another'
    const turn = [
      ...(keeps.signatures ? [{ type: 'thinking', signatures }] : []),
      { type: 'tool_use', id, name: call.toolName },
      ...resultsIn(request).map((result) => ({ type: 'tool_result', tool_use_id: keeps.ids ? result : id })),
    ]
    await fetch(baseURL, {
      method: 'POST',
      body: JSON.stringify({ messages: answered ? [{ content: turn }] : [] }),
    })
    answered = true
    return {
      content,
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
    async *stream(request) {
      const { finishReason, usage } = await ask(request)
      for (const part of content) if (part.type === 'tool-call') yield part
      yield { type: 'finish', finishReason, usage }
    },
  }
}

const inputTokens = { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 }
const outputTokens = { total: 1, text: 1, reasoning: 0 }

const run = (keeps: { signatures: boolean; ids: boolean }): Promise<void> => {
  const name = 'reasoning-stream: sent back, the answer keeps its signatures and the ids of its calls'
  const create = (settings: AdapterSettings) => echoing(settings, keeps)
  const found = conformanceCases({ fixtures: 'anthropic', create }).find((one) => one.name === name)
  return found?.run() ?? Promise.reject(new Error(`there is no case "${name}"`))
}

it('an adapter passes that keeps both, and is given the results of its caller’s calls alone', async () => {
  await expect(run({ signatures: true, ids: true })).resolves.toBeUndefined()
})

it.each([
  [{ signatures: false, ids: true }, 'did not go back'],
  [{ signatures: true, ids: false }, 'the ids that went back'],
])('an adapter fails the suite when it keeps only %o', async (keeps, complaint) => {
  await expect(run(keeps)).rejects.toThrow(complaint)
})
