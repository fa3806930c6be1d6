import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager'
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import {
  BaseChatModel,
  type BaseChatModelParams,
  type BindToolsInput,
  type LangSmithParams,
} from '@langchain/core/language_models/chat_models'
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages'
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs'
import type { Runnable } from '@langchain/core/runnables'
import { toRunOptions, type ChatService, type ServiceCall } from '@llm-balancer/provider/balanced'
import type { FinishPart } from '@llm-balancer/provider'
import { ChunkWriter } from '../answer/chunk-writer.ts'
import { responseMetadata } from '../answer/response-metadata.ts'
import { toChatResult } from '../answer/to-chat-result.ts'
import { toUsageMetadata, usageField } from '../answer/to-usage-metadata.ts'
import { readSettings, type BalancedChatCallOptions, type ChatSettings } from './call-options.ts'
import { withSchema, type OutputSchema, type StructuredOutputSettings } from './structured-output.ts'
import { leavable } from './leavable.ts'
import { toModelError } from './to-model-error.ts'
import { toRequest, type RequestOptions } from './to-request.ts'
import { toTools } from './to-tools.ts'

/** What a model is made of. */
export type ModelParts = {
  readonly service: ChatService
  readonly modelId: string
  readonly settings: ChatSettings
  readonly params: Omit<BaseChatModelParams, 'maxRetries' | 'onFailedAttempt' | 'maxConcurrency'>
}

const owner = 'balancedChatModel'

/**
 * A chat model of LangChain's whose calls are spread over several targets. Made by `balancedChatModel`; it can do what every
 * chat model of LangChain's can (`invoke`, `stream`, `batch`, `bindTools`, `withStructuredOutput`, `pipe` …).
 */
export class BalancedChatModel extends BaseChatModel<BalancedChatCallOptions> {
  readonly #service: ChatService
  readonly #modelId: string
  readonly #settings: ChatSettings

  constructor({ service, modelId, settings, params }: ModelParts) {
    // What is handed up is kept by LangChain where tracers see it: no targets, no headers.
    super({ ...params, maxRetries: 0 })
    this.disableStreaming = params.disableStreaming ?? false
    this.#service = service
    this.#modelId = modelId
    this.#settings = settings
  }

  static override lc_name(): string {
    return 'BalancedChatModel'
  }

  override _llmType(): string {
    return 'llm-balancer'
  }

  /** What the keys of LangChain's cache are made of, besides the call. */
  override _identifyingParams(): Record<string, unknown> {
    return this.invocationParams()
  }

  /** What tracers record of a call. Headers may hold secrets. */
  override invocationParams(options?: this['ParsedCallOptions']): Record<string, unknown> {
    const { headers: _, ...settings } = { ...this.#settings, ...readSettings(owner, options ?? {}) }
    return { model: this.#modelId, ...settings }
  }

  protected override _getCallOptionsForTracing(
    options: this['ParsedCallOptions'],
  ): this['ParsedCallOptions'] {
    const { headers: _, ...shown } = options
    return shown as this['ParsedCallOptions']
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    const { temperature, maxOutputTokens } = { ...this.#settings, ...readSettings(owner, options) }
    return {
      ls_provider: 'llm-balancer',
      ls_model_name: this.#modelId,
      ls_model_type: 'chat',
      ...(temperature === undefined ? {} : { ls_temperature: temperature }),
      ...(maxOutputTokens === undefined ? {} : { ls_max_tokens: maxOutputTokens }),
      ...(options.stop === undefined ? {} : { ls_stop: options.stop }),
    }
  }

  /** The model with tools. @throws TypeError for one that is in no known form */
  override bindTools(
    tools: BindToolsInput[],
    options: Partial<BalancedChatCallOptions> = {},
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, BalancedChatCallOptions> {
    toTools(owner, tools)
    return this.withConfig({ ...options, tools })
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const call = this.#callOf(messages, options)
    try {
      const { response, attempts } = await this.#service.generate(call)
      return toChatResult(response, attempts)
    } catch (error) {
      throw errorOf(error, options.signal)
    }
  }

  override _streamIterator(
    input: BaseLanguageModelInput,
    options: Partial<BalancedChatCallOptions> = {},
  ): AsyncGenerator<AIMessageChunk> {
    return leavable((leaving) => {
      const signal = options.signal === undefined ? leaving : AbortSignal.any([options.signal, leaving])
      return super._streamIterator(input, { ...options, signal })
    })
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const call = this.#callOf(messages, options)
    const stream = this.#service.stream(call)
    const writer = new ChunkWriter()
    let finish: FinishPart | undefined
    try {
      for await (const part of stream) {
        if (part.type === 'finish') {
          finish = part
          continue
        }
        const chunk = writer.write(part)
        if (chunk === undefined) continue
        yield chunk
        await run?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk })
      }
    } catch (error) {
      throw errorOf(error, options.signal)
    }
    // Only when the stream has ended, the record of its last attempt is complete.
    if (finish !== undefined) yield lastChunk(finish, writer, stream)
  }

  /** A model whose answers fit a schema, by the vendors' own JSON output unless another `method` is given. */
  override readonly withStructuredOutput: BaseChatModel['withStructuredOutput'] = ((
    schema: OutputSchema,
    settings?: StructuredOutputSettings,
  ) => withSchema(this, schema, settings)) as BaseChatModel['withStructuredOutput']

  #callOf(messages: readonly BaseMessage[], options: this['ParsedCallOptions']): ServiceCall {
    const { llmBalancer = {}, signal, ...rest } = options
    return {
      request: toRequest(owner, messages, { settings: this.#settings, options: rest as RequestOptions }),
      options: toRunOptions('llmBalancer', llmBalancer, signal),
      includeRaw: false,
      asks: () => {},
    }
  }
}

function lastChunk(
  { finishReason, usage }: FinishPart,
  { info, warnings }: ChunkWriter,
  { attempts }: { readonly attempts: Parameters<typeof responseMetadata>[0]['attempts'] },
): ChatGenerationChunk {
  const message = new AIMessageChunk({
    content: '',
    response_metadata: responseMetadata({ finishReason, warnings, info, attempts }),
    ...(info.id === undefined ? {} : { id: info.id }),
    ...usageField(toUsageMetadata(usage)),
  })
  return new ChatGenerationChunk({
    text: '',
    message,
    generationInfo: { finish_reason: finishReason.unified },
  })
}

function errorOf(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted === true ? signal.reason : toModelError(error)
}
