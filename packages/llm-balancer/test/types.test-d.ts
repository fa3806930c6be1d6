import { expectTypeOf } from 'vitest'
import { BaseProvider, createLLMBalancer, openai } from '../src/index.ts'
import type {
  AnyLLMRequest,
  BalancedStream,
  BaseProviderConfig,
  LLMBalancer,
  LLMBalancerEvent,
  LLMChatResponse,
  LLMConversation,
  LLMRequest,
  LLMResponse,
  LLMTextStream,
  ProviderConfig,
  ProviderDescription,
  StreamingLLMRequest,
  StreamPart,
} from '../src/index.ts'
import type { RestartChunk } from '../src/types/index.ts'

declare const llm: LLMBalancer
declare const stream: boolean

// `stream` decides what comes back; when it is not known, either may.
expectTypeOf(llm.request({ prompt: 'p' })).toEqualTypeOf<Promise<LLMResponse>>()
expectTypeOf(llm.request({ prompt: 'p', stream: false })).toEqualTypeOf<Promise<LLMResponse>>()
expectTypeOf(llm.request({ prompt: 'p', stream: true })).toEqualTypeOf<LLMTextStream>()
expectTypeOf(llm.request({ prompt: 'p', stream })).toEqualTypeOf<Promise<LLMResponse> | LLMTextStream>()
expectTypeOf(llm.request({ prompt: 'p', stream: true, restartable: true })).toEqualTypeOf<
  LLMTextStream<string | RestartChunk>
>()
expectTypeOf<LLMTextStream>().toExtend<AsyncIterable<string>>()
expectTypeOf<LLMTextStream['response']>().toEqualTypeOf<Promise<LLMResponse>>()

// A request that was written down first keeps its kind.
const written: LLMRequest = { prompt: 'Hello' }
expectTypeOf(llm.request(written)).toEqualTypeOf<Promise<LLMResponse>>()
const response = await llm.request(written)
expectTypeOf(response.content).toEqualTypeOf<string>()
const conversation: LLMConversation = { messages: [{ role: 'user', content: 'p' }] }
expectTypeOf(llm.request(conversation)).toEqualTypeOf<Promise<LLMResponse>>()
const streaming: StreamingLLMRequest = { prompt: 'Hello', stream: true }
expectTypeOf(llm.request(streaming)).toEqualTypeOf<LLMTextStream>()
declare const any: AnyLLMRequest
expectTypeOf(llm.request(any)).toEqualTypeOf<Promise<LLMResponse> | LLMTextStream>()

// Whether a stream is wanted may be known only when the program runs.
const mixed: LLMRequest = { prompt: 'Hello', stream }
expectTypeOf(llm.request(mixed)).toEqualTypeOf<Promise<LLMResponse> | LLMTextStream>()
const streamed: LLMRequest = { prompt: 'Hello', stream: true }
expectTypeOf(llm.request(streamed)).toEqualTypeOf<LLMTextStream>()
const asks = (request: LLMRequest): Promise<LLMResponse> | LLMTextStream => llm.request(request)
expectTypeOf(asks).parameter(0).toExtend<{ prompt: string; stream?: boolean | undefined }>()

// A prompt or messages, and nothing else.
llm.request({ messages: [{ role: 'user', content: 'p' }] }).catch(() => {})
// @ts-expect-error neither prompt nor messages
llm.request({ maxTokens: 5 }).catch(() => {})
// @ts-expect-error an unknown name
llm.request({ prompt: 'p', max_tokens: 5 }).catch(() => {})

// Only a stream that may restart has `restart` parts.
const ask = { messages: [{ role: 'user', content: 'p' }] } as const
expectTypeOf(llm.stream(ask)).toEqualTypeOf<BalancedStream<StreamPart>>()
expectTypeOf(llm.stream(ask, { deadlineMs: 5 })).toEqualTypeOf<BalancedStream<StreamPart>>()
expectTypeOf(llm.stream(ask, { onInterrupted: 'restart' })).toEqualTypeOf<
  BalancedStream<StreamPart | RestartChunk>
>()
expectTypeOf(llm.generate(ask)).toEqualTypeOf<Promise<LLMChatResponse>>()

// Listeners know their event.
llm.on('attempt-failed', (event) => {
  expectTypeOf(event).toEqualTypeOf<Extract<LLMBalancerEvent, { type: 'attempt-failed' }>>()
})

llm.on('circuit-opened', (event) => {
  expectTypeOf(event.until).toEqualTypeOf<number>()
  expectTypeOf(event.targetId).toEqualTypeOf<string>()
})
llm.on('*', (event) => {
  expectTypeOf(event).toEqualTypeOf<LLMBalancerEvent>()
})

// A custom provider may know more than is needed, and a strategy may be typed with the configuration.
class Own extends BaseProvider<BaseProviderConfig & { readonly region: string }> {
  async makeRequest(request: LLMRequest): Promise<LLMResponse> {
    expectTypeOf(request.prompt).toEqualTypeOf<string>()
    expectTypeOf(request.stream).toExtend<boolean | undefined>()
    expectTypeOf(this.config.region).toEqualTypeOf<string>()
    return Promise.resolve({ content: request.prompt, model: this.config.model, provider: this.config.name })
  }
}
// Its methods may be written with a request type of their own.
class Loose extends BaseProvider {
  async makeRequest(request: { prompt: string; stream?: boolean | undefined }): Promise<LLMResponse> {
    return Promise.resolve({ content: request.prompt, model: this.config.model, provider: this.config.name })
  }
  override async *makeStreamRequest(request: LLMRequest): AsyncGenerator<string> {
    yield await Promise.resolve(request.prompt)
  }
}
createLLMBalancer({ providers: [new Loose({ name: 'loose', model: 'm' })] })
createLLMBalancer({
  providers: [
    new Own({ name: 'own', model: 'm', region: 'eu' }),
    openai({ apiKey: 'k', model: 'm' }),
    { name: 'named', model: openai({ apiKey: 'k', model: 'm' }), weight: 2 },
    { name: 'claude', apiKey: () => Promise.resolve('k'), model: 'm' },
    { name: 'several', type: 'openai', apiKeys: ['k', () => 'l'], model: 'm', guards: [], maxAttempts: 2 },
    { name: 'group', model: llm, weight: 2, timeouts: { attemptMs: 5 } },
  ],
  strategy: 'custom',
  customStrategy: (providers: ProviderConfig[]) => providers[0],
})
// @ts-expect-error no such strategy
createLLMBalancer({ providers: [], strategy: 'random' })

// Changes may name any setting, but not the name.
llm.updateProvider('claude', { apiKey: 'k', weight: 0, defaults: { maxOutputTokens: 5 } })
llm.updateProvider('named', { model: openai({ apiKey: 'k', model: 'm' }) })
// @ts-expect-error the name stays
llm.updateProvider('claude', { name: 'other' })

// The reason is one of a few words; the vendor's own is a text.
expectTypeOf<NonNullable<LLMResponse['finishReason']>>().toExtend<string>()
expectTypeOf<LLMResponse['rawFinishReason']>().toEqualTypeOf<string | undefined>()
expectTypeOf<'end_turn'>().not.toExtend<LLMResponse['finishReason']>()

// What is handed out holds no key.
expectTypeOf<ProviderDescription>().not.toHaveProperty('apiKey')
