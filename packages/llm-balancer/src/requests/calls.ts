import type { Attempt, BalancedStream, RestartChunk, StreamOperation } from '@llm-balancer/core'
import { readProperty } from '@llm-balancer/core/options'
import { isFinalPart, usageOfPart } from '@llm-balancer/provider'
import type { ChatRequest, ChatResponse, StreamPart } from '@llm-balancer/provider'
import { callOf, ConversationMemory, type ConversationCall } from '@llm-balancer/provider/balanced'
import type { ModelClient } from '../entries/model-client.ts'
import type { LLMObjectRequest, LLMObjectResponse } from '../objects/object-request.ts'
import type { ObjectSchema } from '../objects/object-schema.ts'
import { readObject } from '../objects/read-object.ts'
import { splitRequest } from '../objects/split-request.ts'
import { AskedModels } from './asked-models.ts'
import {
  readCallOptions,
  type LLMCallOptions,
  type LLMChatResponse,
  type LLMPartialOptions,
  type LLMStreamOptions,
} from './call-options.ts'
import { Continuation } from './continuation.ts'
import { ContinuedStream } from './continued-stream.ts'
import { chatOptionsOf } from './chat-options-of.ts'
import { checkChatRequest } from './check-chat-request.ts'
import type { LLMEmbedOptions, LLMEmbedRequest, LLMEmbedResponse } from './embed-request.ts'
import { Embedder, type EmbedderParts } from './embedder.ts'
import type { AnyLLMRequest, LLMResponse, RestartableLLMRequest } from './llm-request.ts'
import { notResumed } from './not-resumed.ts'
import { runOptionsOf, type CallScope } from './run-options-of.ts'
import { TextStream, type LLMTextStream } from './text-stream.ts'
import { checkAnswer, readingOf, wantedOf, type Reading } from './thoughts-only.ts'
import { toChatRequest } from './to-chat-request.ts'
import { toLLMResponse } from './to-llm-response.ts'
import { withModelOf } from './with-model-of.ts'

/** Asks the model of a target for parts, with the request as it is sent to it. */
type AskPart = (client: ModelClient, attempt: Attempt, sent: ChatRequest) => AsyncIterable<StreamPart>

/** The calls of one balancer: each is read and checked, and becomes one run of the core. */
export class Calls {
  readonly #parts: EmbedderParts
  readonly #embedder: Embedder
  readonly #conversations = new ConversationMemory()

  constructor(parts: EmbedderParts) {
    this.#parts = parts
    this.#embedder = new Embedder(parts)
  }

  /** Text in, text out. */
  async ask(request: AnyLLMRequest, options?: LLMCallOptions): Promise<LLMResponse> {
    const chatRequest = toChatRequest(request)
    const given = withModelOf(request, readCallOptions('request', 'whole', options))
    const wanted = wantedOf('request', given.thoughtsOnly)
    const { balancer, registry } = this.#parts
    const asked = new AskedModels()
    const { value, target } = await balancer.runWithTrail(
      async ({ model }, attempt) => {
        asked.add(attempt, model.modelId)
        return checkAnswer(await this.#answer({ model, request: chatRequest, attempt }), wanted, model)
      },
      this.#conversations.optionsFor(
        chatRequest,
        chatOptionsOf('request', given, [chatRequest, this.#scope()]),
      ),
    )
    const { model = '' } = asked.serving ?? {}
    return toLLMResponse(value, { model, provider: registry.nameOf(target.id) })
  }

  /** Text in, text out, piece by piece. */
  readText(
    request: AnyLLMRequest | RestartableLLMRequest,
    options?: LLMPartialOptions,
  ): LLMTextStream<string | RestartChunk> {
    const chatRequest = toChatRequest(request)
    const asked = new AskedModels()
    const given = withModelOf(request, readCallOptions('request', 'pieces', options))
    const onInterrupted = interruptedOf(request)
    const parts = this.#openStream(this.#textOperation(asked), [
      'request',
      onInterrupted === undefined ? given : { ...given, onInterrupted },
      chatRequest,
    ])
    return new TextStream({
      parts,
      isAborted: () => readProperty(options?.signal, 'aborted') === true,
      asked: () => {
        const { serving } = asked
        if (serving === undefined) return undefined
        const { model, targetId } = serving
        return { model, provider: this.#parts.registry.nameOf(parts.target?.id ?? targetId) }
      },
    })
  }

  /**
   * Functions of one scope hold what any of them uses: made where the stream is known, this one would hold it for as long as the call
   * runs, and an abandoned stream would never be collected.
   */
  #textOperation(asked: AskedModels): AskPart {
    return ({ model }, attempt, sent) => {
      asked.add(attempt, model.modelId)
      return this.#conversations.stream({ model, request: sent, attempt }, callOf(attempt))
    }
  }

  /** A whole answer; with a schema, the object in it as well. */
  async generate(
    given: ChatRequest | LLMObjectRequest,
    options?: LLMCallOptions,
  ): Promise<LLMChatResponse | LLMObjectResponse<ObjectSchema>> {
    checkChatRequest('generate', given)
    const { schema, request } = splitRequest(given)
    const { balancer, registry } = this.#parts
    const callOptions = readCallOptions('generate', 'whole', options)
    const wanted = wantedOf('generate', callOptions.thoughtsOnly)
    const asked = new AskedModels()
    const { value, target, attempts } = await balancer.runWithTrail(
      async ({ model }, attempt) => {
        asked.add(attempt, model.modelId)
        const answer = checkAnswer(await this.#answer({ model, request, attempt }), wanted, model)
        return schema === undefined ? answer : { ...answer, object: await readObject(answer, schema, model) }
      },
      this.#conversations.optionsFor(
        request,
        chatOptionsOf('generate', callOptions, [request, this.#scope()]),
      ),
    )
    const { model = '' } = asked.serving ?? {}
    return { ...value, provider: registry.nameOf(target.id), model, attempts }
  }

  stream(request: ChatRequest, options?: LLMStreamOptions): BalancedStream<StreamPart | RestartChunk> {
    checkChatRequest('stream', request)
    const { includeRaw = false, ...runOptions } = readCallOptions('stream', 'stream', options)
    return this.#openStream(
      ({ model }, attempt, sent) =>
        this.#conversations.stream({ model, request: sent, attempt }, { ...callOf(attempt), includeRaw }),
      ['stream', runOptions, request],
    )
  }

  async embed(request: LLMEmbedRequest, options?: LLMEmbedOptions): Promise<LLMEmbedResponse> {
    const runOptions = runOptionsOf('embed', readCallOptions('embed', 'pieces', options), this.#scope())
    return this.#embedder.embed(request, runOptions)
  }

  /** Asks a model, with what its target can use of the conversation. */
  #answer(call: ConversationCall): Promise<ChatResponse> {
    return this.#conversations.generate(call, callOf(call.attempt))
  }

  /** What a call that begins now can name. */
  #scope(): CallScope {
    const { registry, settings } = this.#parts
    return { registry, models: settings.current.models }
  }

  #openStream(
    ask: AskPart,
    [owner, options, request]: readonly [
      owner: 'request' | 'stream',
      options: LLMStreamOptions,
      request: ChatRequest,
    ],
  ): BalancedStream<StreamPart | RestartChunk> {
    const { balancer, settings } = this.#parts
    const { onInterrupted = 'throw' } = options
    const continuation = onInterrupted === 'continue' ? new Continuation(request) : undefined
    const operation: StreamOperation<ModelClient, StreamPart> = (client, given) => {
      const attempt = continuation?.begin(given) ?? given
      const begin = (sent: ChatRequest): AsyncIterable<StreamPart> =>
        ask(client, sent === request ? attempt : notResumed(attempt), sent)
      const continues = attempt.resumes === undefined && continuation?.isPossible(client) === true
      return continues ? continuation.stream(begin, attempt) : begin(request)
    }
    const parts: BalancedStream<StreamPart | RestartChunk> = balancer.stream(operation, {
      ...this.#conversations.optionsFor(request, chatOptionsOf(owner, options, [request, this.#scope()])),
      deadlineMs: options.deadlineMs ?? settings.current.streamDeadlineMs,
      ...withSign(readingOf(wantedOf(owner, options.thoughtsOnly)), continuation?.sign),
      onInterrupted,
      isFinal: isFinalPart,
      usageOf: usageOfPart,
    })
    return continuation === undefined ? parts : new ContinuedStream(parts, continuation, options)
  }
}

/** An answer that continues has content as soon as it says so: it may have nothing more to say. */
function withSign(reading: Reading, sign: StreamPart | undefined): Reading {
  if (sign === undefined) return reading
  return {
    ...reading,
    isContent: (part, ...more) => part === sign || reading.isContent?.(part, ...more) === true,
  }
}

/** What a text that breaks becomes, as the request says; undefined where it says nothing. */
function interruptedOf(request: object): LLMStreamOptions['onInterrupted'] {
  const restartable: unknown = readProperty(request, 'restartable')
  if (restartable === 'continue') return restartable
  return restartable === true ? 'restart' : undefined
}
