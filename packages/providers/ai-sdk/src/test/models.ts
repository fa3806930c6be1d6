import type {
  EmbeddingModelV4,
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider'

const usage: LanguageModelV4GenerateResult['usage'] = {
  inputTokens: { total: 3, noCache: 3, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: 2, text: 2, reasoning: undefined },
}

/** The behaviour of a scripted model, which records its calls. */
export interface Script {
  readonly generate?: () => LanguageModelV4GenerateResult | Promise<never>
  readonly parts?: readonly LanguageModelV4StreamPart[]
  readonly headers?: Record<string, string>
}

/** An AI SDK model that follows its script, whatever the call. */
export const scriptedModel = (
  script: Script,
): { model: LanguageModelV4; calls: LanguageModelV4CallOptions[]; cancelled: unknown[] } => {
  const calls: LanguageModelV4CallOptions[] = []
  const cancelled: unknown[] = []
  const model: LanguageModelV4 = {
    specificationVersion: 'v4',
    provider: 'openai.chat',
    modelId: 'one',
    supportedUrls: {},
    doGenerate: async (call) => {
      calls.push(call)
      return script.generate?.() ?? answer('Hello')
    },
    doStream: (call) => {
      calls.push(call)
      const parts = [...(script.parts ?? [])]
      const stream = new ReadableStream<LanguageModelV4StreamPart>(
        {
          pull(controller) {
            const part = parts.shift()
            if (part === undefined) controller.close()
            else controller.enqueue(part)
          },
          cancel: (reason) => void cancelled.push(reason),
        },
        { highWaterMark: 0 },
      )
      const { headers } = script
      return Promise.resolve({
        stream,
        request: { body: { prompt: 'sent' } },
        ...(headers && { response: { headers } }),
      })
    },
  }
  return { model, calls, cancelled }
}

/** A whole answer. */
export const answer = (
  text: string,
  more: Partial<LanguageModelV4GenerateResult> = {},
): LanguageModelV4GenerateResult => ({
  content: [{ type: 'text', text }],
  finishReason: { unified: 'stop', raw: 'stop' },
  usage,
  warnings: [],
  ...more,
})

/** The parts of a streamed answer. */
export const answerParts = (
  text: string,
  unified: LanguageModelV4GenerateResult['finishReason']['unified'] = 'stop',
): LanguageModelV4StreamPart[] => [
  { type: 'stream-start', warnings: [{ type: 'other', message: 'careful' }] },
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', delta: text },
  { type: 'text-end', id: '0' },
  { type: 'finish', finishReason: { unified, raw: unified }, usage },
]

/** An AI SDK embedding model that turns each text into its length. */
export const embeddingModel = (
  settings: Partial<EmbeddingModelV4> = {},
): EmbeddingModelV4 & { calls: string[][] } => {
  const calls: string[][] = []
  return {
    specificationVersion: 'v4',
    provider: 'acme.embedding',
    modelId: 'lengths',
    maxEmbeddingsPerCall: 10,
    supportsParallelCalls: true,
    doEmbed({ values }) {
      calls.push(values)
      return Promise.resolve({
        embeddings: values.map((value) => [value.length]),
        usage: { tokens: values.length },
        warnings: [],
        response: { headers: { 'x-answer': '1' } },
      })
    },
    ...settings,
    calls,
  }
}
