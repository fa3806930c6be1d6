import { defined, readProperty } from '@llm-balancer/core/options'
import type { ChatModel, JsonObject } from '@llm-balancer/provider'
import type {
  AnthropicMessageRequest,
  AnthropicMessageResponse,
  AnthropicModel,
  AnyAnthropicRequest,
} from './anthropic-model.ts'

/** A client of the official SDK, or one of its kind (Vertex, Bedrock). */
export interface AnthropicClient {
  readonly messages: { create(body: never, options?: never): PromiseLike<unknown> }
}

/** What bounds one call. */
export interface CallBounds {
  readonly signal?: AbortSignal
  /** In ms. @default what the client has */
  readonly timeoutMs?: number
}

type Send = (request: object, bounds: CallBounds) => PromiseLike<unknown>

/** A client or a chat model as an {@link AnthropicModel}. Requests and answers pass through it unchanged. */
class AdaptedModel implements AnthropicModel {
  readonly #send: Send

  constructor(send: Send) {
    this.#send = send
  }

  /** Asks for a whole answer, whatever the request says of `stream`. */
  async message(
    request: AnthropicMessageRequest,
    bounds: CallBounds = {},
  ): Promise<AnthropicMessageResponse> {
    return (await this.#send({ ...request, stream: false }, bounds)) as AnthropicMessageResponse
  }
}

/** Asks a model. One that is adapted hears of the bounds; any other gets the request and nothing else. */
export async function send(
  model: AnthropicModel | undefined,
  request: AnyAnthropicRequest,
  bounds: CallBounds,
): Promise<AnthropicMessageResponse> {
  if (model === undefined) throw new Error('the model is not registered')
  const message = request as AnthropicMessageRequest
  return model instanceof AdaptedModel ? model.message(message, bounds) : model.message(message)
}

/** What can be called in the place of a registered value; undefined when nothing can. */
export function toAnthropicModel(given: unknown): AnthropicModel | undefined {
  if (isFunction(readProperty(given, 'message'))) return given as AnthropicModel
  if (isFunction(readProperty(readProperty(given, 'messages'), 'create')))
    return new AdaptedModel(throughClient(given as AnthropicClient))
  const isOwn = isFunction(readProperty(given, 'generate')) && readProperty(given, 'provider') === 'anthropic'
  return isOwn ? new AdaptedModel(throughChatModel(given as ChatModel)) : undefined
}

/** The client's own retries are not used: another model is asked in their place. */
function throughClient(client: AnthropicClient): Send {
  return (request, { signal, timeoutMs }) => {
    const messages = client.messages as unknown as {
      create(body: object, options: object): PromiseLike<unknown>
    }
    return messages.create(request, { maxRetries: 0, ...defined({ signal, timeout: timeoutMs }) })
  }
}

/** What stands in `providerOptions` is sent verbatim, and the body of the answer is kept as it came. */
function throughChatModel(model: ChatModel): Send {
  return async (request, { signal }) => {
    const providerOptions = { anthropic: request as JsonObject }
    const { response } = await model.generate({ messages: [], providerOptions }, { signal })
    return response.body
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
